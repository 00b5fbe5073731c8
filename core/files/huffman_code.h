#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace core {

/// One symbol's code as deflate packs it (RFC 1951, 3.1.1): the first bit lowest.
struct HuffmanCode
{
    std::uint16_t bits = 0;
    std::uint8_t length = 0; ///< 0: the symbol does not occur
};

/// How long each symbol's code is, for symbols that occur that often: none longer than `longest`
/// (which has room for all of them), 0 for those that do not occur. The lengths are the shortest in
/// sum, or close to that where the limit counts.
std::vector<std::uint8_t> codeLengths(std::span<const std::uint32_t> counts, int longest);

/// The codes of these lengths (RFC 1951, 3.2.2).
std::vector<HuffmanCode> codesOf(std::span<const std::uint8_t> lengths);

} // namespace core
