#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace core {

/// Where in the stream the bytes stand.
enum class StreamPart { Middle, Last };

/// Appends `bytes` to `to` as raw deflate that ends on a byte (RFC 1951), of single bytes and long
/// runs of equal ones alone. Nothing is looked for in what came before: several times quicker, and no
/// larger where there is nothing to find, as in noise. Parts made apart and joined are one stream;
/// `Last` closes it. Throws std::bad_alloc.
void appendDeflatedRuns(
    std::span<const std::uint8_t> bytes, StreamPart part, std::vector<std::uint8_t> &to);

} // namespace core
