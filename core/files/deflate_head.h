#pragma once

#include "core/files/bit_writer.h"

#include <cstdint>
#include <vector>

namespace core {

/// Bytes that a head takes at most.
constexpr std::size_t mostHeadBytes = 512;

/// Writes the head of a deflate block with codes of its own (RFC 1951, 3.2.7), of which others
/// follow: how long the codes are of bytes, end (which must have one) and lengths of matches. Matches
/// are all of distance 1, whose code is one zero bit.
void writeBlockHead(BitWriter &writer, std::vector<std::uint8_t> lengths);

} // namespace core
