#pragma once

#include "core/image/image.h"
#include "core/result.h"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

/// Colour management through lcms2: relative colorimetric with black-point compensation.
namespace core {

/// The sRGB profile that exported PNGs carry; made once, the same bytes on every run.
const std::vector<std::uint8_t> &srgbProfile();

/// Display P3 (SMPTE EG 432-1 primaries, D65, sRGB's curve), for photos that name it by numbers.
const std::vector<std::uint8_t> &displayP3Profile();

/// The description inside an ICC profile ("Display P3"), or "" where it cannot be read.
std::string profileName(std::span<const std::uint8_t> icc);

/// True where converting from `icc` to sRGB changes no 8-bit value by more than a step of rounding.
bool isSrgb(std::span<const std::uint8_t> icc);

/// Pixels given in the colour space of `icc`, as 8-bit sRGB RGB or RGBA.
/// pixels: CV_8U or CV_16U; 1 channel (grey), 2 (grey + alpha), 3 (RGB), 4 (RGBA).
/// An empty `icc` means sRGB. Errors: FormatUnsupported (a profile for other channels, or broken);
/// OutOfMemory.
Result<Image> convertedToSrgb(const cv::Mat &pixels, std::span<const std::uint8_t> icc);

/// CMYK ink values (CV_8UC4, 255: full ink) as sRGB. Without a profile the usual plain formula is
/// used.
Result<Image> cmykToSrgb(const cv::Mat &inks, std::span<const std::uint8_t> icc);

} // namespace core
