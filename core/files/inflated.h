#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace core {

/// What a zlib stream holds, as far as it can be read.
struct Inflated
{
    std::vector<std::uint8_t> bytes;
    bool isWhole = false; ///< up to its end, which is within the bound
};

/// At most `most` bytes, which are allocated once while it works.
Inflated inflated(std::span<const std::uint8_t> packed, std::size_t most);

} // namespace core
