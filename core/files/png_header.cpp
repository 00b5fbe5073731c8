#include "core/files/exif_tags.h"
#include "core/files/stored.h"

#include <zlib.h>

#include <algorithm>
#include <string_view>

/// Source: Portable Network Graphics specification, third edition (with APNG's acTL and eXIf).
namespace core {
namespace {

constexpr int mostChunks = 1024; ///< a chunk costs two system calls: all of them under 2 ms

struct Chunk
{
    std::string name;
    std::uint64_t from = 0; ///< of its data
    std::uint64_t bytes = 0;
    std::uint64_t end() const { return from + bytes + 4; } // the check sum
};

std::optional<Chunk> chunkAt(const ByteFile &file, std::uint64_t at)
{
    std::array<std::uint8_t, 8> head {};
    if (!file.fills(at, head))
        return std::nullopt;
    return Chunk {.name = std::string(head.begin() + 4, head.end()),
        .from = at + head.size(),
        .bytes = bigEndian32(head.data())};
}

Result<void> readImageHeader(const ByteFile &file, const Chunk &chunk, Header &header)
{
    std::array<std::uint8_t, 13> head {};
    if (chunk.name != "IHDR" || chunk.bytes != head.size() || !file.fills(chunk.from, head))
        return fail(Error::Code::FileDamaged, "PNG: no header chunk");
    const auto width = bigEndian32(head.data());
    const auto height = bigEndian32(head.data() + 4);
    if (width == 0 || height == 0 || width > INT32_MAX || height > INT32_MAX)
        return fail(Error::Code::FileDamaged, "PNG: impossible size");
    header.size = {static_cast<int>(width), static_cast<int>(height)};
    header.bitsPerChannel = head[8];
    constexpr std::array<int, 7> channelsOf {1, 0, 3, 3, 2, 0, 4}; // 3: palette
    if (head[9] >= channelsOf.size() || channelsOf[head[9]] == 0)
        return fail(Error::Code::FileDamaged, "PNG: impossible colour type");
    header.channels = channelsOf[head[9]];
    constexpr std::array<int, 5> depths {1, 2, 4, 8, 16};
    if (std::find(depths.begin(), depths.end(), header.bitsPerChannel) == depths.end())
        return fail(Error::Code::FileDamaged, "PNG: impossible bit depth");
    return {};
}

/// A name of up to 79 letters, 0, method 0, then the profile deflated.
void readProfile(
    const ByteFile &file, const Chunk &chunk, std::size_t mostIcc, StoredHeader &stored)
{
    const auto packed = file.bytesAt(chunk.from, std::min<std::uint64_t>(chunk.bytes, mostIcc));
    const auto nameEnd = std::find(packed.begin(), packed.end(), 0);
    if (packed.end() - nameEnd < 3)
        return;
    stored.icc.resize(mostIcc);
    z_stream stream {};
    inflateInit(&stream);
    stream.next_in = const_cast<std::uint8_t *>(&*nameEnd) + 2;
    stream.avail_in = static_cast<unsigned>(packed.end() - nameEnd - 2);
    stream.next_out = stored.icc.data();
    stream.avail_out = static_cast<unsigned>(mostIcc);
    stored.iccIsWhole = inflate(&stream, Z_SYNC_FLUSH) == Z_STREAM_END;
    stored.icc.resize(stream.total_out);
    stored.icc.shrink_to_fit();
    inflateEnd(&stream);
}

void readExif(const ByteFile &file, const Chunk &chunk, std::uint64_t mostExif, Header &header)
{
    const auto tags = exifTags(file.bytesAt(chunk.from, std::min(chunk.bytes, mostExif)));
    header.orientation = tags.orientation;
    header.camera = cameraName(tags.make, tags.model);
}

} // namespace

Result<StoredHeader> pngHeader(const ByteFile &file, const ReadLimits &limits)
{
    auto chunk = chunkAt(file, 8);
    if (!chunk)
        return fail(Error::Code::FileDamaged, "PNG: cut short in the header");
    StoredHeader stored;
    if (const auto read = readImageHeader(file, *chunk, stored.header); !read)
        return tl::unexpected(read.error());
    bool hasPixels = false;
    for (int count = 0; count < mostChunks; ++count) {
        chunk = chunkAt(file, chunk->end());
        if (!chunk || chunk->name == "IEND")
            break;
        hasPixels = hasPixels || chunk->name == "IDAT";
        if (chunk->name == "iCCP")
            readProfile(file, *chunk, limits.mostProfileBytes, stored);
        if (chunk->name == "eXIf")
            readExif(file, *chunk, limits.mostExifBytes, stored.header);
        stored.header.isAnimated = stored.header.isAnimated || chunk->name == "acTL";
        const bool addsAlpha = chunk->name == "tRNS" && stored.header.channels % 2 == 1;
        stored.header.channels += addsAlpha ? 1 : 0;
    }
    if (!hasPixels)
        return fail(Error::Code::FileDamaged, "PNG: no pixels inside");
    return stored;
}

} // namespace core
