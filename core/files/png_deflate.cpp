#include "core/files/png_deflate.h"

#include <zlib.h>

#include <algorithm>
#include <memory>
#include <new>

namespace core {

namespace {

constexpr std::size_t sampleBytes = 64 << 10;

struct Way
{
    int level = 1;
    int strategy = Z_DEFAULT_STRATEGY;
};

constexpr Way runsOnly {1, Z_RLE};
constexpr Way sampleSearch {1, Z_DEFAULT_STRATEGY};
constexpr Way quickSearch {3, Z_DEFAULT_STRATEGY};
constexpr Way fullSearch {6, Z_FILTERED};

struct EndDeflate
{
    void operator()(z_stream *stream) const
    {
        deflateEnd(stream);
        delete stream;
    }
};

/// Appends and returns how many bytes it took.
std::size_t append(
    std::span<const std::uint8_t> bytes, Way way, int flush, std::vector<std::uint8_t> &to)
{
    const std::unique_ptr<z_stream, EndDeflate> stream(new z_stream {});
    // Negative window bits: raw deflate. The only failure here is memory.
    if (deflateInit2(stream.get(), way.level, Z_DEFLATED, -MAX_WBITS, MAX_MEM_LEVEL, way.strategy)
        != Z_OK)
        throw std::bad_alloc();
    const std::size_t before = to.size();
    stream->next_in = const_cast<Bytef *>(bytes.data()); // zlib does not write to it
    stream->avail_in = static_cast<uInt>(bytes.size());
    do {
        const std::size_t used = before + stream->total_out;
        to.resize(std::max<std::size_t>(used + (64 << 10), before + bytes.size() / 4));
        stream->next_out = to.data() + used;
        stream->avail_out = static_cast<uInt>(to.size() - used);
        deflate(stream.get(), flush);
    } while (stream->avail_out == 0);
    to.resize(before + stream->total_out);
    return stream->total_out;
}

Way bestWayFor(std::span<const std::uint8_t> bytes)
{
    // The middle: the first rows may all be transparent.
    const std::size_t count = std::min(bytes.size(), sampleBytes);
    const auto sample = bytes.subspan((bytes.size() - count) / 2, count);
    std::vector<std::uint8_t> scratch;
    const std::size_t runs = append(sample, runsOnly, Z_FINISH, scratch);
    const std::size_t searched = append(sample, sampleSearch, Z_FINISH, scratch);
    if (runs <= searched)
        return runsOnly;
    // Flat colours: there the full search is quick.
    return runs < count / 10 ? fullSearch : quickSearch;
}

} // namespace

void appendDeflated(
    std::span<const std::uint8_t> bytes, StreamPart part, std::vector<std::uint8_t> &to)
{
    append(bytes, bestWayFor(bytes), part == StreamPart::Last ? Z_FINISH : Z_SYNC_FLUSH, to);
}

} // namespace core
