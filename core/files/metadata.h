#pragma once

#include "core/image/size.h"
#include "core/result.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace core {

/// Where a photo was taken.
struct Location
{
    double latitude = 0; ///< degrees, north positive
    double longitude = 0; ///< degrees, east positive
    std::optional<double> altitude = {}; ///< metres above the sea
    friend bool operator==(const Location &, const Location &) = default;
};

/// What of a photo's metadata a print keeps. All text is UTF-8; "" where the photo does not say.
struct Metadata
{
    std::string captureTime = {}; ///< "2024:06:01 12:34:56", the camera's own clock
    std::string captureFraction = {}; ///< digits behind the seconds: "25"
    std::string captureOffset = {}; ///< of that clock from UTC: "+02:00"
    std::string make = {};
    std::string model = {};
    std::string artist = {};
    std::string copyright = {};
    std::string contact = {}; ///< "rex@example.org, +49 30 123, https://example.org"
    std::optional<Location> location = {};
    friend bool operator==(const Metadata &, const Metadata &) = default;
};

/// Whether a print says where its photo was taken.
enum class KeepLocation { No, Yes };

/// An Exif block (a TIFF header and its directories, as PNG's eXIf holds it) for an upright sRGB
/// picture of this size: no thumbnail, no maker note, orientation 1. Empty where there is nothing
/// to keep. Exif has no place for a contact. Errors: OutOfMemory; Unexpected.
/// Source: Exif 2.32, section 4.6.
Result<std::vector<std::uint8_t>> exifBlockOf(
    const Metadata &metadata, Size size, KeepLocation location);

} // namespace core
