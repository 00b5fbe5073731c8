#pragma once

#include <cstdint>
#include <span>
#include <string>

namespace core {

/// The three Exif tags that matter before a photo is decoded.
struct ExifTags
{
    int orientation = 1; ///< 1..8
    std::string make;
    std::string model;
};

/// From an Exif block: a TIFF header and its first directory, with or without "Exif\0\0" before
/// it. Whatever is missing or out of bounds keeps its default: a photo is not refused for its
/// metadata. Source: Exif 2.32, section 4.6.
ExifTags exifTags(std::span<const std::uint8_t> block);

/// "Apple iPhone 14", "Canon EOS R5" (the model names the maker already), or "".
std::string cameraName(std::string make, std::string model);

} // namespace core
