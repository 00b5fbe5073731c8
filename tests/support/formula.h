#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

/// Weights and a picture that come from formulas, so that no file has to hold them
/// (inspyrenet/golden/README.md, 1 and 2).
namespace tests {

/// Each weight is offset + scale * r, r in [-1, 1) drawn from the tensor's name and the index.
struct FillRule
{
    double offset = 0;
    double scale = 1;
};

/// The rule for a floating-point tensor of the state dictionary.
FillRule fillRuleOf(const std::string &name, const std::vector<std::int64_t> &shape);

/// FNV-1a, 64 bits.
std::uint64_t hashOf(const std::string &name);

/// Writes `count` weights of the tensor `name`, row-major.
void fill(float *weights, std::size_t count, const std::string &name, const FillRule &rule);

/// A shaded disc and a green block on a gradient with noise: 8-bit interleaved RGB, rows top to
/// bottom.
std::vector<std::uint8_t> formulaPicture(std::int64_t width, std::int64_t height);

} // namespace tests
