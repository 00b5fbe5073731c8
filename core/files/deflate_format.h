#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace core {

/// The symbol that ends a deflate block; bytes are below it, lengths of matches above
/// (RFC 1951, 3.2.5).
constexpr std::size_t endOfBlock = 256;

/// In which order a block's head says how long the codes for its code lengths are (RFC 1951, 3.2.7).
constexpr std::array<std::uint8_t, 19> codeLengthOrder {
    16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15};

} // namespace core
