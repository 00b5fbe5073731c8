#pragma once

#include "core/network/inspyrenet_modules.h"
#include "core/network/preparation.h"

#include <torch/torch.h>

#include <array>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

/// What the reference computed with formula weights on the formula picture, and comparing with it
/// (inspyrenet/golden/README.md).
namespace tests {

/// Gives every floating-point parameter and buffer its formula weights by its name, which `prefix`
/// makes that of the whole network. Before core::prepareAll().
void fillWeights(torch::nn::Module &module, const std::string &prefix = {});

/// The part of a network that is called `name` there, with its formula weights, ready to run.
template <typename Part>
Part readyPart(Part part, const std::string &name, const core::Preparation &how)
{
    fillWeights(*part, name + ".");
    part->eval();
    core::prepareAll(*part, how);
    return part;
}

/// 8-bit interleaved RGB -> [1, 3, H, W] float32, normalised and rounded as the reference does.
torch::Tensor networkInput(
    const std::vector<std::uint8_t> &rgb, std::int64_t height, std::int64_t width);

/// networkInput() of the formula picture; of a picture file.
torch::Tensor formulaInput(std::int64_t height, std::int64_t width);
torch::Tensor networkInputOf(const std::filesystem::path &picture);

/// A version 1 `.npy` of float32, uint8 or int16 as a tensor of that type.
torch::Tensor readTensor(const std::filesystem::path &npy);

/// max |a - b|, in double. The shapes are equal.
double largestDifference(const torch::Tensor &a, const torch::Tensor &b);

/// One tensor of a case: every step-th value along each axis, and how far from it is near enough.
struct GoldenTensor
{
    std::string name;
    torch::Tensor values;
    std::vector<std::int64_t> shape; ///< of the whole tensor
    std::vector<std::int64_t> step;
    double limit = 0; ///< of the largest difference; of a mask (uint8): share of pixels
};

/// A folder with manifest.json and the tensors that are there of those it lists.
struct GoldenCase
{
    std::filesystem::path folder;
    std::string model; ///< swinb, res2net50, tiny_swin, tiny_res2net
    std::int64_t depth = 0;
    std::int64_t baseHeight = 0;
    std::int64_t baseWidth = 0;
    std::int64_t height = 0; ///< of the input; of the high-resolution one
    std::int64_t width = 0;
    bool isBlended = false;
    std::map<std::string, GoldenTensor> tensors {};
};
GoldenCase readGoldenCase(const std::filesystem::path &folder);

/// The cases' folders below that one, by name; none where it is not there.
std::vector<std::filesystem::path> goldenFolders(const std::filesystem::path &cases);

/// Titles and folders for rows of test data: the project's own cases, and as "all of ..." the
/// full-size ones; says so where those are not there.
std::vector<std::pair<std::string, std::filesystem::path>> goldenRows(
    const std::filesystem::path &own, const std::filesystem::path &fullSize);

/// The network of a case with its formula weights. Before core::prepareAll().
core::Inspyrenet networkOf(const GoldenCase &golden);

struct Comparison
{
    std::string name;
    double difference = 0; ///< infinite where the shapes differ
    double limit = 0;
    bool isNear() const { return difference <= limit; }
};
Comparison compared(const GoldenTensor &golden, const torch::Tensor &given);

/// Compares what a pass gives with one case's tensors as it goes.
class GoldenWatch
{
public:
    explicit GoldenWatch(const GoldenCase &golden)
        : m_golden(golden)
    {
    }

    /// Does nothing where the case does not have that tensor.
    void see(const std::string &name, const torch::Tensor &given);

    const std::vector<Comparison> &comparisons() const { return m_comparisons; }

    /// "tiny_swin_200x152: 16 tensors, worst x5 0.31 of its limit; d0 5.1e-06 (limit 1.0e-04), ..."
    std::string summary() const;

    /// Those beyond their limits, a line each; empty if there are none.
    std::string failures() const;

private:
    GoldenCase m_golden;
    std::vector<Comparison> m_comparisons;
};

} // namespace tests
