#include "core/files/exif_tags.h"
#include "core/files/stored.h"

#include <webp/decode.h>

#include <algorithm>
#include <string_view>

/// Source: WebP Container Specification (RIFF, VP8X and its flags).
namespace core {
namespace {

constexpr int mostChunks = 1024; ///< animations have one for each frame

enum Flag : std::uint8_t { Animation = 0x02, Alpha = 0x10 };

struct Chunk
{
    std::string name;
    std::uint64_t from = 0;
    std::uint64_t bytes = 0;
    std::uint64_t end() const { return from + bytes + bytes % 2; }
};

std::optional<Chunk> chunkAt(const ByteFile &file, std::uint64_t at)
{
    std::array<std::uint8_t, 8> head {};
    if (!file.fills(at, head))
        return std::nullopt;
    return Chunk {.name = std::string(head.begin(), head.begin() + 4),
        .from = at + head.size(),
        .bytes = littleEndian32(head.data() + 4)};
}

bool readExtended(const ByteFile &file, const Chunk &chunk, Header &header)
{
    std::array<std::uint8_t, 10> head {};
    if (!file.fills(chunk.from, head))
        return false;
    const auto sideAt = [&](std::size_t at) {
        return (head[at] | head[at + 1] << 8 | head[at + 2] << 16) + 1;
    };
    header.size = {sideAt(4), sideAt(7)};
    header.isAnimated = (head[0] & Animation) != 0;
    header.channels = (head[0] & Alpha) != 0 ? 4 : 3;
    return true;
}

bool readSimple(const ByteFile &file, Header &header)
{
    const auto head = file.bytesAt(0, 64);
    WebPBitstreamFeatures features;
    if (WebPGetFeatures(head.data(), head.size(), &features) != VP8_STATUS_OK)
        return false;
    header.size = {features.width, features.height};
    header.channels = features.has_alpha != 0 ? 4 : 3;
    return true;
}

void readChunk(
    const ByteFile &file, const Chunk &chunk, const ReadLimits &limits, StoredHeader &stored)
{
    if (chunk.name == "ICCP") {
        stored.icc = file.bytesAt(chunk.from, std::min<std::uint64_t>(chunk.bytes, limits.mostProfileBytes));
        stored.iccIsWhole = stored.icc.size() == chunk.bytes;
    }
    if (chunk.name == "XMP ")
        stored.metadata.xmp = {{.from = chunk.from, .bytes = chunk.bytes}};
    if (chunk.name == "EXIF") {
        stored.metadata.exif = {{.from = chunk.from, .bytes = chunk.bytes}};
        const auto tags = exifTags(file.bytesAt(chunk.from, std::min<std::uint64_t>(chunk.bytes, limits.mostExifBytes)));
        stored.header.orientation = tags.orientation;
        stored.header.camera = cameraName(tags.make, tags.model);
        stored.saysAdobeRgb = tags.saysAdobeRgb;
    }
}

} // namespace

Result<StoredHeader> webpHeader(const ByteFile &file, const ReadLimits &limits)
{
    StoredHeader stored;
    auto chunk = chunkAt(file, 12);
    const bool isExtended = chunk && chunk->name == "VP8X";
    const bool isRead = chunk
        && (isExtended ? readExtended(file, *chunk, stored.header)
                       : readSimple(file, stored.header));
    if (!isRead)
        return fail(Error::Code::FileDamaged, "WebP: cut short in the header");
    // Exif stands behind the pixels.
    for (int count = 0; isExtended && chunk && count < mostChunks; ++count) {
        readChunk(file, *chunk, limits, stored);
        chunk = chunkAt(file, chunk->end());
    }
    return stored;
}

} // namespace core
