#include "core/files/png_deflate.h"

#include "core/files/deflate_blocks.h"

#include <libdeflate.h>

#include <memory>
#include <new>

namespace core {

namespace {

using Bytes = std::vector<std::uint8_t>;

// libdeflate's. The quickest is as good as any where there is little to find.
constexpr int quickestLevel = 1;
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

void appendSearched(
    std::span<const std::uint8_t> bytes, StreamPart part, int level, std::vector<std::uint8_t> &to)
{
    const std::unique_ptr<libdeflate_compressor, EndCompressor> compressor(
        libdeflate_alloc_compressor(level));
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

/// Several pieces of a part, to try on them what would become of it.
Bytes lookAt(std::span<const std::uint8_t> bytes)
{
    constexpr std::size_t pieces = 4;
    constexpr std::size_t pieceBytes = 1 << 13;
    Bytes look;
    for (std::size_t i = 0; i < pieces; ++i) {
        const std::size_t from = bytes.size() * (2 * i + 1) / (2 * pieces) - pieceBytes / 2;
        const auto piece = bytes.subspan(from, pieceBytes);
        look.insert(look.end(), piece.begin(), piece.end());
    }
    return look;
}

/// What a part of a quick file is made by.
enum class Way { Runs, Quickest, Searched };

Way wayFor(std::span<const std::uint8_t> bytes)
{
    constexpr std::size_t enoughToLookAt = 1 << 17; // else looking takes too much of the time
    constexpr double mostLarger = 1.02; // for a half or a sixth of the time
    constexpr std::size_t isNothing = 8; // times smaller: next to no time is lost
    if (bytes.size() < enoughToLookAt)
        return Way::Searched;
    const Bytes look = lookAt(bytes);
    Bytes made;
    appendSearched(look, StreamPart::Last, fastLevel, made);
    const auto most = static_cast<std::size_t>(mostLarger * static_cast<double>(made.size()));
    if (made.size() * isNothing < look.size())
        return Way::Searched;
    made.clear();
    appendDeflatedRuns(look, StreamPart::Last, made);
    if (made.size() <= most)
        return Way::Runs;
    made.clear();
    appendSearched(look, StreamPart::Last, quickestLevel, made);
    return made.size() <= most ? Way::Quickest : Way::Searched;
}

void appendSmallest(
    std::span<const std::uint8_t> bytes, StreamPart part, std::vector<std::uint8_t> &to)
{
    Bytes searched;
    appendSearched(bytes, part, smallLevel, searched);
    Bytes runs; // in noise, matches cost more than they save
    appendDeflatedRuns(bytes, part, runs);
    const Bytes &smaller = runs.size() < searched.size() ? runs : searched;
    to.insert(to.end(), smaller.begin(), smaller.end());
}

} // namespace

void appendDeflated(std::span<const std::uint8_t> bytes, StreamPart part, Compression compression,
    std::vector<std::uint8_t> &to)
{
    if (compression == Compression::Small)
        return appendSmallest(bytes, part, to);
    switch (wayFor(bytes)) {
    case Way::Runs:
        return appendDeflatedRuns(bytes, part, to);
    case Way::Quickest:
        return appendSearched(bytes, part, quickestLevel, to);
    case Way::Searched:
        return appendSearched(bytes, part, fastLevel, to);
    }
}

} // namespace core
