#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>

namespace core {

/// What a file is by its content; the extension decides nothing.
enum class Format { Jpeg, Png, WebP, Heic, Avif, Tiff };

/// From the first bytes (32 are enough; fewer are allowed).
std::optional<Format> formatOf(std::span<const std::uint8_t> firstBytes);

/// True for the raw files of cameras that are no TIFF inside (Canon CR3, Fujifilm, Olympus,
/// Panasonic). Those that are (DNG, CR2, NEF, ARW) tell their reader.
bool isCameraRaw(std::span<const std::uint8_t> firstBytes);

/// True for other pictures that we do not read: GIF, BMP, Photoshop, JPEG 2000, JPEG XL.
bool isOtherPicture(std::span<const std::uint8_t> firstBytes);

/// "JPEG", "PNG", "WebP", "HEIC", "AVIF", "TIFF"
std::string nameOf(Format format);

} // namespace core
