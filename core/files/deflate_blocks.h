#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace core {

/// A stream's last block, in bits from the stream's start; a byte's lowest bit comes first.
struct DeflateBlock
{
    std::size_t start = 0; ///< of its header, whose first bit says that it is the last
    std::size_t end = 0;
};

/// The last block of a whole raw deflate stream (RFC 1951), found by walking from code to code
/// without unpacking anything. Nothing where the stream is damaged or cut short.
std::optional<DeflateBlock> lastBlockOf(std::span<const std::uint8_t> stream);

} // namespace core
