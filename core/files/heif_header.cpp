#include "core/files/exif_tags.h"
#include "core/files/heif_items.h"
#include "core/files/orientation.h"
#include "core/files/stored.h"
#include "core/image/profiles.h"

#include <algorithm>
#include <array>
#include <limits>
#include <optional>
#include <string_view>
#include <utility>

namespace core {
namespace {

constexpr int mostDerivations = 4; ///< a turned grid of tiles is two

std::string_view textOf(std::span<const std::uint8_t> bytes)
{
    return {reinterpret_cast<const char *>(bytes.data()), bytes.size()};
}

/// By the first brand, behind the length and "ftyp"; the photo is the picture in its meta box.
bool beginsAsFilm(const ByteFile &file)
{
    const auto brand = file.bytesAt(8, 4);
    const auto major = textOf(brand);
    return major == "avis" || major == "msf1" || major == "hevc" || major == "hevx";
}

/// Pictures made of others ("grid": of tiles) lead to the first that is coded itself.
std::uint32_t codedItem(const HeifMeta &meta, std::uint32_t item)
{
    for (int i = 0; i < mostDerivations; ++i) {
        const auto kind = itemKind(meta, item);
        if (kind == boxKind("hvc1") || kind == boxKind("av01"))
            return item;
        if (kind != boxKind("grid") && kind != boxKind("iden") && kind != boxKind("iovl"))
            return 0;
        item = firstReferenceOf(meta, boxKind("dimg"), item).value_or(0);
    }
    return 0;
}

int asSide(std::uint64_t side)
{
    return side <= std::numeric_limits<int>::max() ? static_cast<int>(side) : 0;
}

/// A crop's side: a fraction, rounded.
int croppedSide(BoxReader &reader)
{
    const auto numerator = reader.number(4);
    const auto denominator = reader.number(4);
    return denominator == 0 ? 0 : asSide((numerator + denominator / 2) / denominator);
}

/// Upright: cropped ("clap") and turned ("irot") in the order of the properties. A mirror ("imir")
/// changes no side. {0, 0} where there is no size.
Size sizeOf(const std::vector<Box> &properties)
{
    Size size;
    for (const auto &property : properties) {
        BoxReader reader(property.content);
        if (property.kind == boxKind("ispe")) {
            reader.skip(4);
            size.width = asSide(reader.number(4));
            size.height = asSide(reader.number(4));
        }
        if (property.kind == boxKind("clap") && size.width > 0) {
            size.width = croppedSide(reader);
            size.height = croppedSide(reader);
        }
        if (property.kind == boxKind("irot") && (reader.number(1) & 1) != 0) // quarter turns
            std::swap(size.width, size.height);
    }
    return size;
}

/// "imir": 0 exchanges top and bottom, 1 left and right. Source: ISO/IEC 23008-12, 6.5.10, 6.5.12.
int turnOf(const std::vector<Box> &properties)
{
    int turn = 1;
    for (const auto &property : properties) {
        BoxReader reader(property.content);
        if (property.kind == boxKind("irot"))
            turn = thenTurned(turn, -static_cast<int>(reader.number(1) & 3));
        if (property.kind == boxKind("imir"))
            turn = thenTurned(thenMirrored(turn), (reader.number(1) & 1) != 0 ? 0 : 2);
    }
    return turn;
}

/// From the decoder's configuration, else from what is said to the reader; 0: unknown. Sources:
/// ISO/IEC 14496-15, section 8.3.3 (hvcC); AV1-ISOBMFF, section 2.3.3 (av1C).
int bitsOf(const std::vector<Box> &properties)
{
    int said = 0;
    for (const auto &property : properties) {
        BoxReader reader(property.content);
        if (property.kind == boxKind("hvcC") && property.content.size() > 17)
            return 8 + (property.content[17] & 7);
        if (property.kind == boxKind("av1C") && property.content.size() > 2) {
            const auto depth = property.content[2];
            const int deep = (depth & 0x20) != 0 ? 12 : 10;
            return (depth & 0x40) != 0 ? deep : 8;
        }
        if (property.kind == boxKind("pixi")) {
            reader.skip(5); // version, flags, number of channels
            said = std::max(said, static_cast<int>(reader.number(1)));
        }
    }
    return said <= 16 ? said : 0;
}

/// Transparency is a picture of its own, which refers to the one it belongs to.
bool hasAlpha(const HeifMeta &meta, std::uint32_t picture)
{
    constexpr std::array<std::string_view, 3> names {"urn:mpeg:avc:2015:auxid:1",
        "urn:mpeg:hevc:2015:auxid:1", "urn:mpeg:mpegB:cicp:systems:auxiliary:alpha"};
    const auto isAlpha = [&](const Box &property) {
        if (property.kind != boxKind("auxC") || property.content.size() < 4)
            return false;
        const auto text = textOf(property.content).substr(4);
        return std::ranges::count(names, text.substr(0, text.find('\0'))) > 0;
    };
    for (const auto item : itemsReferringTo(meta, boxKind("auxl"), picture))
        if (std::ranges::any_of(itemProperties(meta, item), isAlpha))
            return true;
    return false;
}

/// True where the properties hold a profile.
bool readProfile(const std::vector<Box> &properties, std::size_t mostIcc, StoredHeader &stored)
{
    for (const auto &property : properties) {
        BoxReader reader(property.content);
        const auto kind = property.kind == boxKind("colr") ? reader.number(4) : 0;
        if (kind != boxKind("prof") && kind != boxKind("rICC"))
            continue;
        const auto icc = reader.rest().first(std::min(mostIcc, reader.rest().size()));
        stored.icc.assign(icc.begin(), icc.end());
        stored.iccIsWhole = icc.size() == reader.rest().size();
        return true;
    }
    return false;
}

/// Colours said by numbers.
std::optional<NamedColours> namedColours(const std::vector<Box> &properties)
{
    for (const auto &property : properties) {
        BoxReader reader(property.content);
        if (property.kind != boxKind("colr") || reader.number(4) != boxKind("nclx"))
            continue;
        const auto primaries = static_cast<int>(reader.number(2));
        return NamedColours {
            .primaries = primaries, .transfer = static_cast<int>(reader.number(2))};
    }
    return std::nullopt;
}

void readColours(const std::vector<Box> &picture, const std::vector<Box> &coded,
    std::size_t mostIcc, StoredHeader &stored)
{
    if (readProfile(picture, mostIcc, stored) || readProfile(coded, mostIcc, stored))
        return;
    auto named = namedColours(picture);
    if (!named)
        named = namedColours(coded);
    if (!named)
        return;
    stored.icc = profileOf(*named);
    if (isBright(*named))
        add(stored.notes, PhotoNote::HighlightsCompressed);
}

/// The camera alone: rotation is a property of its own in these files, done by libheif, and
/// the Exif orientation beside it must not turn the photo once more.
void readExif(
    const ByteFile &file, const HeifMeta &meta, std::uint32_t item,
    std::size_t mostExif, StoredHeader &stored)
{
    stored.metadata.exif = itemPieces(file, meta, item);
    const auto exif = itemBytes(file, meta, item, mostExif);
    BoxReader reader(exif);
    reader.skip(reader.number(4));
    const auto tags = exifTags(reader.rest());
    stored.header.camera = cameraName(tags.make, tags.model);
}

/// XMP is the only text of this kind that describes a picture.
void readMetadata(
    const ByteFile &file, const HeifMeta &meta, std::uint32_t picture,
    std::size_t mostExif, StoredHeader &stored)
{
    for (const auto item : itemsReferringTo(meta, boxKind("cdsc"), picture)) {
        if (itemKind(meta, item) == boxKind("Exif") && stored.metadata.exif.empty())
            readExif(file, meta, item, mostExif, stored);
        if (itemKind(meta, item) == boxKind("mime") && stored.metadata.xmp.empty())
            stored.metadata.xmp = itemPieces(file, meta, item);
    }
}

} // namespace

Result<StoredHeader> heifHeader(const ByteFile &file, const ReadLimits &limits)
{
    const auto meta = heifMeta(file);
    if (!meta)
        return tl::unexpected(meta.error());
    const auto picture = primaryItem(*meta);
    if (itemKind(*meta, picture) == 0)
        return fail(Error::Code::FileDamaged, "HEIF: no picture");
    const auto coded = codedItem(*meta, picture);
    if (coded == 0)
        return fail(Error::Code::FormatUnsupported, "HEIF: neither HEVC nor AV1");
    const auto properties = itemProperties(*meta, picture);
    const auto codedProperties = itemProperties(*meta, coded);
    StoredHeader stored;
    stored.header.size = sizeOf(properties);
    if (stored.header.size.width <= 0 || stored.header.size.height <= 0)
        return fail(Error::Code::FileDamaged, "HEIF: impossible size");
    stored.turn = turnOf(properties);
    stored.header.bitsPerChannel = bitsOf(codedProperties);
    if (stored.header.bitsPerChannel <= 0)
        return fail(Error::Code::FileDamaged, "HEIF: no bit depth");
    stored.header.channels = hasAlpha(*meta, picture) || hasAlpha(*meta, coded) ? 4 : 3;
    stored.header.isAnimated = beginsAsFilm(file);
    readColours(properties, codedProperties, limits.mostProfileBytes, stored);
    readMetadata(file, *meta, picture, limits.mostExifBytes, stored);
    if (hasItemOfKind(*meta, boxKind("tmap"))) // ISO 21496-1
        add(stored.notes, PhotoNote::GainMapIgnored);
    return stored;
}

} // namespace core
