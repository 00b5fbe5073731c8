#include "core/files/png_deflate.h"

#include "core/files/deflate_blocks.h"

#include <libdeflate.h>

#include <memory>
#include <new>

namespace core {

namespace {

using Bytes = std::vector<std::uint8_t>;

constexpr int fastLevel = 5;
constexpr int smallLevel = 10;

struct EndCompressor
{
    void operator()(libdeflate_compressor *compressor) const
    {
        libdeflate_free_compressor(compressor);
    }
};

/// Makes the last block of the stream in `to`, from `start` on, one of the middle, and an empty
/// stored block after it fills the byte, as Z_SYNC_FLUSH does.
void reopen(Bytes &to, std::size_t start)
{
    const DeflateBlock last = lastBlockOf(std::span(to).subspan(start)).value();
    to[start + last.start / 8] &= static_cast<std::uint8_t>(~(1U << (last.start % 8)));
    to.resize(start + (last.end + 7) / 8);
    if (last.end % 8 != 0) // what the compressor padded with
        to.back() &= static_cast<std::uint8_t>((1U << (last.end % 8)) - 1);
    to.resize(start + (last.end + 3 + 7) / 8, 0);
    to.insert(to.end(), {0x00, 0x00, 0xFF, 0xFF});
}

} // namespace

void appendDeflated(std::span<const std::uint8_t> bytes, StreamPart part, Compression compression,
    std::vector<std::uint8_t> &to)
{
    const std::unique_ptr<libdeflate_compressor, EndCompressor> compressor(
        libdeflate_alloc_compressor(compression == Compression::Fast ? fastLevel : smallLevel));
    if (!compressor)
        throw std::bad_alloc();
    const std::size_t bound = libdeflate_deflate_compress_bound(compressor.get(), bytes.size());
    thread_local Bytes room; // filled with zeros once, not for every part
    if (room.size() < bound)
        room.resize(bound);
    const std::size_t length = libdeflate_deflate_compress(
        compressor.get(), bytes.data(), bytes.size(), room.data(), room.size());
    const std::size_t start = to.size();
    to.insert(to.end(), room.begin(), room.begin() + static_cast<std::ptrdiff_t>(length));
    if (part == StreamPart::Middle)
        reopen(to, start);
}

} // namespace core
