#pragma once

#include "core/network/checkpoint.h"
#include "core/network/network.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace core {

/// How many tensors of a file hold numbers of one type.
struct ElementCount
{
    ElementType type = ElementType::Float32;
    int tensors = 0;
    friend bool operator==(const ElementCount &, const ElementCount &) = default;
};

/// What a file of weights is.
struct Inspection
{
    enum class Format {
        Zip, ///< PyTorch 1.6 or newer
        Legacy, ///< older: recognised, not read; everything below is empty
    };
    Format format = Format::Zip;
    bool isWrapped = false; ///< in {"state_dict": ...}
    bool isPrefixed = false; ///< every name begins with `module.`
    int tensors = 0;
    std::int64_t parameters = 0; ///< numbers with a fraction, running means included
    std::vector<ElementCount> types; ///< the most frequent one first
    std::optional<Architecture> architecture; ///< whose names and shapes it has, all of them
    std::optional<Architecture> nearest; ///< where none fits: the one with the fewest differences
    std::vector<std::string> differences; ///< from `nearest`, one line a tensor
};

/// Reads a whole file, checksums included, and compares it with every architecture. Which base size
/// it was trained for stands in no file. Errors: ModelMissing; ModelMismatch (no checkpoint, or a
/// damaged one); OutOfMemory.
Result<Inspection> inspect(const std::filesystem::path &file);

} // namespace core
