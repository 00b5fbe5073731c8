#include "core/files/exif_tags.h"
#include "core/files/inflated.h"
#include "core/files/png_text.h"
#include "core/files/stored.h"
#include "core/image/profiles.h"

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
    Piece content() const { return {.from = from, .bytes = bytes}; }
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
    auto profile = inflated({nameEnd + 2, packed.end()}, mostIcc);
    stored.icc = std::move(profile.bytes);
    stored.iccIsWhole = profile.isWhole;
}

/// What the chunks say of colours, beside a profile.
struct ColourChunks
{
    std::optional<NamedColours> named = {}; ///< cICP
    bool isSrgb = false; ///< sRGB
    std::optional<double> gamma = {}; ///< gAMA
    std::optional<Primaries> primaries = {}; ///< cHRM
};

void readColours(const ByteFile &file, const Chunk &chunk, ColourChunks &said)
{
    constexpr std::array<std::string_view, 4> names {"sRGB", "cICP", "gAMA", "cHRM"};
    if (std::ranges::find(names, chunk.name) == names.end())
        return;
    const auto bytes = file.bytesAt(chunk.from, std::min<std::uint64_t>(chunk.bytes, 32));
    if (chunk.name == "sRGB")
        said.isSrgb = true;
    if (chunk.name == "cICP" && bytes.size() == 4)
        said.named = NamedColours {.primaries = bytes[0], .transfer = bytes[1]};
    constexpr double unit = 100000;
    if (chunk.name == "gAMA" && bytes.size() == 4 && bigEndian32(bytes.data()) > 0)
        said.gamma = unit / bigEndian32(bytes.data());
    if (chunk.name != "cHRM" || bytes.size() != 32)
        return;
    const auto at = [&](std::size_t i) { return bigEndian32(bytes.data() + i * 4) / unit; };
    said.primaries = Primaries {.white = {at(0), at(1)},
        .red = {at(2), at(3)},
        .green = {at(4), at(5)},
        .blue = {at(6), at(7)}};
}

/// The first of these that is there: cICP, iCCP, sRGB, gAMA and cHRM, Exif. Source: section 4.3.
void decideColours(const ColourChunks &said, bool hasProfile, StoredHeader &stored)
{
    if (said.named) {
        stored.icc = profileOf(*said.named);
        stored.iccIsWhole = true;
        if (isBright(*said.named))
            add(stored.notes, PhotoNote::HighlightsCompressed);
    } else if (!hasProfile && !said.isSrgb) {
        stored.icc = profileOf(said.primaries.value_or(Primaries {}), said.gamma);
    }
    stored.saysAdobeRgb = stored.saysAdobeRgb && !said.named && !hasProfile && !said.isSrgb
        && !said.gamma && !said.primaries;
}

void readExif(const ByteFile &file, std::uint64_t mostExif, StoredHeader &stored)
{
    const auto &places = stored.metadata;
    const auto tags = exifTags(places.exif.empty()
            ? places.plain.exif
            : file.bytesAt(places.exif.front().from, std::min(places.exif.front().bytes, mostExif)));
    stored.header.orientation = tags.orientation;
    stored.header.camera = cameraName(tags.make, tags.model);
    stored.saysAdobeRgb = tags.saysAdobeRgb;
}

bool isText(std::string_view chunk)
{
    return chunk == "tEXt" || chunk == "zTXt" || chunk == "iTXt";
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
    bool hasProfile = false;
    ColourChunks said;
    for (int count = 0; count < mostChunks; ++count) {
        chunk = chunkAt(file, chunk->end());
        if (!chunk || chunk->name == "IEND")
            break;
        hasPixels = hasPixels || chunk->name == "IDAT";
        hasProfile = hasProfile || chunk->name == "iCCP";
        readColours(file, *chunk, said);
        if (chunk->name == "iCCP")
            readProfile(file, *chunk, limits.mostProfileBytes, stored);
        if (chunk->name == "eXIf")
            stored.metadata.exif = {chunk->content()};
        if (isText(chunk->name))
            takePngText(file, chunk->name, chunk->content(), stored.metadata);
        stored.header.isAnimated = stored.header.isAnimated || chunk->name == "acTL";
        const bool addsAlpha = chunk->name == "tRNS" && stored.header.channels % 2 == 1;
        stored.header.channels += addsAlpha ? 1 : 0;
    }
    if (!hasPixels)
        return fail(Error::Code::FileDamaged, "PNG: no pixels inside");
    readExif(file, limits.mostExifBytes, stored);
    decideColours(said, hasProfile, stored);
    return stored;
}

} // namespace core
