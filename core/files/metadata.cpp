#include "core/files/metadata.h"

#include "core/image/guarded.h"

#include <exiv2/exiv2.hpp>

#include <algorithm>
#include <cmath>

namespace core {
namespace {

void set(Exiv2::ExifData &exif, const char *key, const std::string &text)
{
    if (!text.empty())
        exif[key] = text;
}

/// Degrees, minutes, seconds to a ten-thousandth: 3 mm.
Exiv2::URationalValue sexagesimal(double degrees)
{
    constexpr std::int64_t parts = 10000;
    const auto whole = std::llround(std::min(std::abs(degrees), 180.0) * 3600 * parts);
    const auto minutes = whole / (60 * parts);
    Exiv2::URationalValue value;
    value.value_ = {{static_cast<std::uint32_t>(minutes / 60), 1},
        {static_cast<std::uint32_t>(minutes % 60), 1},
        {static_cast<std::uint32_t>(whole % (60 * parts)), static_cast<std::uint32_t>(parts)}};
    return value;
}

void setLocation(Exiv2::ExifData &exif, const Location &place)
{
    exif["Exif.GPSInfo.GPSVersionID"] = "2 3 0 0";
    exif["Exif.GPSInfo.GPSLatitudeRef"] = place.latitude < 0 ? "S" : "N";
    exif["Exif.GPSInfo.GPSLatitude"] = sexagesimal(place.latitude);
    exif["Exif.GPSInfo.GPSLongitudeRef"] = place.longitude < 0 ? "W" : "E";
    exif["Exif.GPSInfo.GPSLongitude"] = sexagesimal(place.longitude);
    if (!place.altitude)
        return;
    Exiv2::URationalValue altitude;
    const auto centimetres = std::llround(std::min(std::abs(*place.altitude), 1e6) * 100);
    altitude.value_ = {{static_cast<std::uint32_t>(centimetres), 100}};
    Exiv2::DataValue below(Exiv2::unsignedByte);
    below.read(*place.altitude < 0 ? "1" : "0");
    exif["Exif.GPSInfo.GPSAltitudeRef"] = below;
    exif["Exif.GPSInfo.GPSAltitude"] = altitude;
}

Exiv2::ExifData fieldsOf(const Metadata &metadata, Size size, KeepLocation location)
{
    Exiv2::ExifData exif;
    set(exif, "Exif.Image.Make", metadata.make);
    set(exif, "Exif.Image.Model", metadata.model);
    set(exif, "Exif.Image.Artist", metadata.artist);
    set(exif, "Exif.Image.Copyright", metadata.copyright);
    set(exif, "Exif.Photo.DateTimeOriginal", metadata.captureTime);
    set(exif, "Exif.Photo.SubSecTimeOriginal", metadata.captureFraction);
    set(exif, "Exif.Photo.OffsetTimeOriginal", metadata.captureOffset);
    if (location == KeepLocation::Yes && metadata.location)
        setLocation(exif, *metadata.location);
    if (exif.empty())
        return exif;
    exif["Exif.Image.Orientation"] = std::uint16_t {1};
    exif["Exif.Photo.ExifVersion"] = "48 50 51 50"; // "0232"
    exif["Exif.Photo.ColorSpace"] = std::uint16_t {1}; // sRGB
    exif["Exif.Photo.PixelXDimension"] = static_cast<std::uint32_t>(size.width);
    exif["Exif.Photo.PixelYDimension"] = static_cast<std::uint32_t>(size.height);
    return exif;
}

} // namespace

Result<std::vector<std::uint8_t>> exifBlockOf(
    const Metadata &metadata, Size size, KeepLocation location)
{
    return guarded([&]() -> Result<std::vector<std::uint8_t>> {
        const auto exif = fieldsOf(metadata, size, location);
        Exiv2::Blob block;
        if (!exif.empty())
            Exiv2::ExifParser::encode(block, Exiv2::bigEndian, exif);
        return block;
    });
}

} // namespace core
