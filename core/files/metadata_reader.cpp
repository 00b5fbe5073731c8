#include "core/files/metadata_reader.h"

#include "core/files/exif_directories.h"
#include "core/files/utf8.h"

#include <exiv2/exiv2.hpp>

#include <algorithm>
#include <cmath>
#include <mutex>
#include <string_view>

namespace core {
namespace {

using Bytes = std::vector<std::uint8_t>;

constexpr std::uint64_t mostBytes = 4 << 20; ///< of XMP and of Photoshop's resources
/// Longer ones are TIFF files, which are an Exif block as a whole, mostly of pixels.
constexpr std::uint64_t mostExif = 1 << 20;
constexpr std::size_t mostText = 1000; ///< bytes of one field
constexpr std::size_t mostContacts = 10;

/// Exiv2 leaves out what is broken and says so here alone. Maker notes, which it reads too, are not
/// kept anyway.
thread_local bool saidError = false;

void onMessage(int level, const char *message)
{
    const std::string_view text = message;
    const auto isAbout = [text](std::string_view part) { return text.find(part) != text.npos; };
    const bool isMakerNote = isAbout("Directory ") && !isAbout("Directory Image")
        && !isAbout("Directory Photo") && !isAbout("Directory GPSInfo");
    saidError = saidError || (level >= Exiv2::LogMsg::error && !isMakerNote);
}

/// Exiv2's XMP part is not made for several threads; the rest costs well under a millisecond.
std::unique_lock<std::mutex> exiv2Lock()
{
    static std::mutex mutex;
    static const bool isPrepared = [] {
        Exiv2::LogMsg::setHandler(onMessage);
        return Exiv2::XmpParser::initialize();
    }();
    static_cast<void>(isPrepared);
    return std::unique_lock(mutex);
}

Bytes bytesAt(const ByteFile &file, const std::vector<Piece> &pieces, std::uint64_t most)
{
    Bytes bytes;
    for (const Piece &piece : pieces) {
        const auto part = file.bytesAt(piece.from, std::min(piece.bytes, most - bytes.size()));
        bytes.insert(bytes.end(), part.begin(), part.end());
    }
    return bytes;
}

/// What stands in the file as it should, else what was made plain.
Bytes bytesOf(const ByteFile &file, const std::vector<Piece> &pieces, const Bytes &plain)
{
    return pieces.empty() ? plain : bytesAt(file, pieces, mostBytes);
}

/// Larger ones are TIFF files.
Bytes exifOf(const ByteFile &file, const MetadataPlaces &places)
{
    if (places.exif.empty())
        return places.plain.exif;
    const Piece &first = places.exif.front();
    return first.bytes > mostExif ? exifDirectories(file, first)
                                  : bytesAt(file, places.exif, mostExif);
}

/// From the TIFF header on; empty where there is none.
std::span<const std::uint8_t> tiffPart(const Bytes &block)
{
    using namespace std::string_view_literals;
    const std::string_view text(reinterpret_cast<const char *>(block.data()), block.size());
    const auto front = text.substr(0, 72);
    const auto at = std::min(front.find("II*\0"sv), front.find("MM\0*"sv));
    if (at == front.npos)
        return {};
    return std::span(block).subspan(at);
}

/// All that Exiv2 finds in a file.
struct Found
{
    Exiv2::ExifData exif;
    Exiv2::XmpData xmp;
    Exiv2::IptcData iptc;
};

void readXmp(const Bytes &packet, Exiv2::XmpData &xmp)
{
    if (packet.empty())
        return;
    const int code = Exiv2::XmpParser::decode(xmp, std::string(packet.begin(), packet.end()));
    saidError = saidError || code != 0;
}

void readIptc(const Bytes &resources, Exiv2::IptcData &iptc)
{
    if (resources.empty())
        return;
    constexpr std::uint8_t recordMark = 0x1C;
    if (resources.front() == recordMark) {
        Exiv2::IptcParser::decode(iptc, resources.data(), static_cast<std::uint32_t>(resources.size()));
        return;
    }
    const Exiv2::byte *record = nullptr;
    std::uint32_t head = 0;
    std::uint32_t bytes = 0;
    if (Exiv2::Photoshop::locateIptcIrb(
            resources.data(), static_cast<long>(resources.size()), &record, &head, &bytes)
        == 0)
        Exiv2::IptcParser::decode(iptc, record + head, bytes);
}

/// Each part by itself: one that throws costs itself alone.
template <typename Work>
void apart(const Work &work)
{
    try {
        work();
    } catch (const std::bad_alloc &) {
        throw;
    } catch (const std::exception &) {
        saidError = true;
    }
}

void readAll(const ByteFile &file, const MetadataPlaces &places, Found &found)
{
    apart([&] {
        const auto block = exifOf(file, places);
        if (block.empty())
            return;
        const auto tiff = tiffPart(block);
        saidError = saidError || tiff.empty();
        if (!tiff.empty())
            Exiv2::TiffParser::decode(found.exif, found.iptc, found.xmp, tiff.data(),
                static_cast<std::uint32_t>(tiff.size()));
    });
    apart([&] { readXmp(bytesOf(file, places.xmp, places.plain.xmp), found.xmp); });
    apart([&] { readIptc(bytesOf(file, places.iptc, places.plain.iptc), found.iptc); });
}

/// Printable, without spaces around it.
std::string tidied(const std::string &raw)
{
    std::string text = validUtf8(std::string_view(raw).substr(0, mostText));
    std::erase_if(text, [](char c) { return c >= 0 && c < ' '; });
    const auto first = text.find_first_not_of(' ');
    if (first == text.npos)
        return {};
    return text.substr(first, text.find_last_not_of(' ') - first + 1);
}

std::string textOf(const Exiv2::ExifData &exif, const char *key)
{
    const auto field = exif.findKey(Exiv2::ExifKey(key));
    return field == exif.end() ? std::string() : tidied(field->toString());
}

std::string textOf(const Exiv2::IptcData &iptc, const char *key)
{
    const auto field = iptc.findKey(Exiv2::IptcKey(key));
    return field == iptc.end() ? std::string() : tidied(field->toString());
}

/// The first of the texts that a field may have: in the default language, or the first author.
std::string textOf(const Exiv2::XmpData &xmp, const char *key)
{
    const auto field = xmp.findKey(Exiv2::XmpKey(key));
    return field == xmp.end() || field->count() == 0 ? std::string() : tidied(field->toString(0));
}

std::string firstOf(std::initializer_list<std::string> texts)
{
    const auto known = std::ranges::find_if(texts, [](const auto &text) { return !text.empty(); });
    return known == texts.end() ? std::string() : *known;
}

/// True where digits stand for digits: "0000:00:00 00:00:00".
bool looksLike(std::string_view text, std::string_view pattern)
{
    return std::ranges::equal(text, pattern, [](char a, char b) {
        return b == '0' ? a >= '0' && a <= '9' : b == '+' ? a == '+' || a == '-' : a == b;
    });
}

void takeTime(const Found &found, Metadata &metadata)
{
    const auto exif = textOf(found.exif, "Exif.Photo.DateTimeOriginal");
    if (looksLike(exif, "0000:00:00 00:00:00") && exif.substr(0, 4) != "0000") {
        metadata.captureTime = exif;
        const auto offset = textOf(found.exif, "Exif.Photo.OffsetTimeOriginal");
        metadata.captureOffset = looksLike(offset, "+00:00") ? offset : std::string();
        const auto fraction = textOf(found.exif, "Exif.Photo.SubSecTimeOriginal");
        metadata.captureFraction =
            looksLike(fraction, std::string(fraction.size(), '0')) ? fraction : std::string();
        return;
    }
    // "2024-06-01T12:34:56.25+02:00", of which all behind the minutes may be missing
    auto xmp = firstOf({textOf(found.xmp, "Xmp.exif.DateTimeOriginal"),
        textOf(found.xmp, "Xmp.photoshop.DateCreated"), textOf(found.xmp, "Xmp.xmp.CreateDate")});
    if (!looksLike(std::string_view(xmp).substr(0, 19), "0000-00-00T00:00:00"))
        return;
    const auto offset = xmp.size() > 25 ? xmp.substr(xmp.size() - 6) : xmp.substr(19);
    metadata.captureOffset = looksLike(offset, "+00:00") ? offset : std::string();
    xmp.resize(19);
    xmp[4] = xmp[7] = ':';
    xmp[10] = ' ';
    metadata.captureTime = xmp;
}

/// Everything XMP says of how to reach the creator, else IPTC's one line.
std::string contactIn(const Found &found)
{
    std::vector<std::string> parts;
    for (const auto &field : found.xmp) {
        const bool isContact = field.key().find("CreatorContactInfo/") != std::string::npos;
        const auto text = isContact ? tidied(field.toString()) : std::string();
        if (!text.empty() && parts.size() < mostContacts)
            parts.push_back(text);
    }
    std::string joined;
    for (const auto &part : parts)
        joined += (joined.empty() ? "" : ", ") + part;
    return firstOf({joined, textOf(found.iptc, "Iptc.Application2.Contact")});
}

std::optional<double> degreesIn(
    const Exiv2::ExifData &exif, const char *key, const char *sideKey, char negative)
{
    const auto field = exif.findKey(Exiv2::ExifKey(key));
    if (field == exif.end() || field->count() != 3)
        return std::nullopt;
    double degrees = 0;
    for (long i = 2; i >= 0; --i) {
        const auto [numerator, denominator] = field->toRational(i);
        if (denominator == 0)
            return std::nullopt;
        degrees = degrees / 60 + numerator / static_cast<double>(denominator);
    }
    return textOf(exif, sideKey).starts_with(negative) ? -degrees : degrees;
}

std::optional<Location> locationIn(const Exiv2::ExifData &exif)
{
    const auto latitude =
        degreesIn(exif, "Exif.GPSInfo.GPSLatitude", "Exif.GPSInfo.GPSLatitudeRef", 'S');
    const auto longitude =
        degreesIn(exif, "Exif.GPSInfo.GPSLongitude", "Exif.GPSInfo.GPSLongitudeRef", 'W');
    if (!latitude || !longitude || std::abs(*latitude) > 90 || std::abs(*longitude) > 180)
        return std::nullopt;
    Location place {.latitude = *latitude, .longitude = *longitude};
    const auto altitude = exif.findKey(Exiv2::ExifKey("Exif.GPSInfo.GPSAltitude"));
    if (altitude == exif.end() || altitude->count() != 1 || altitude->toRational().second == 0)
        return place;
    const auto [numerator, denominator] = altitude->toRational();
    const bool isBelow = textOf(exif, "Exif.GPSInfo.GPSAltitudeRef").starts_with('1');
    place.altitude = (isBelow ? -1.0 : 1.0) * numerator / denominator;
    return place;
}

Metadata keptOf(const Found &found, const PlainMetadata &plain)
{
    Metadata kept;
    takeTime(found, kept);
    kept.make = firstOf({textOf(found.exif, "Exif.Image.Make"), textOf(found.xmp, "Xmp.tiff.Make")});
    kept.model =
        firstOf({textOf(found.exif, "Exif.Image.Model"), textOf(found.xmp, "Xmp.tiff.Model")});
    kept.artist = firstOf({textOf(found.exif, "Exif.Image.Artist"),
        textOf(found.xmp, "Xmp.dc.creator"), textOf(found.iptc, "Iptc.Application2.Byline"),
        tidied(plain.author)});
    kept.copyright = firstOf({textOf(found.exif, "Exif.Image.Copyright"),
        textOf(found.xmp, "Xmp.dc.rights"), textOf(found.iptc, "Iptc.Application2.Copyright"),
        tidied(plain.copyright)});
    kept.contact = contactIn(found);
    kept.location = locationIn(found.exif);
    return kept;
}

} // namespace

ReadMetadata metadataAt(const ByteFile &file, const MetadataPlaces &places)
{
    const auto lock = exiv2Lock();
    saidError = false;
    Found found;
    ReadMetadata read;
    readAll(file, places, found);
    apart([&] { read.metadata = keptOf(found, places.plain); });
    read.isBroken = saidError;
    return read;
}

} // namespace core
