#pragma once

#include <cstdint>
#include <span>
#include <string>

namespace core {

/// The Exif tags that matter before a photo is decoded.
struct ExifTags
{
    int orientation = 1; ///< 1..8
    std::string make;
    std::string model;
    bool saysAdobeRgb = false; ///< by interoperability index R03, or by colour space 2
};

/// From an Exif block: a TIFF header and its directories, with or without "Exif\0\0" before
/// it. Whatever is missing or out of bounds keeps its default: a photo is not refused for its
/// metadata. Sources: Exif 2.32, section 4.6; DCF 2.0, section 5.4 (Adobe RGB).
ExifTags exifTags(std::span<const std::uint8_t> block);

/// "Apple iPhone 14", "Canon EOS R5" (the model names the maker already), or "".
std::string cameraName(std::string make, std::string model);

} // namespace core
