#pragma once

#include "core/image/image.h"
#include "core/image/profiles.h"
#include "core/result.h"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

/// Colour management through lcms2. Intent: relative colorimetric, so that what sRGB can show stays
/// exactly as it is and only what it cannot show moves to its edge; "perceptual" would change every
/// colour of a photo, by a rule that each profile's maker chose. With black-point compensation:
/// inks never are quite black, and their darkest becomes sRGB's black instead of a grey veil.
/// sRGB itself is the target, at the depth of what is given. What a profile for RGB or inks says is
/// computed here, as floating point numbers (core/image/colour_steps.h), where that agrees with lcms2
/// on a chart to a quarter of an 8-bit level; else lcms2 does it, ten times slower.
namespace core {

/// The description inside an ICC profile ("Display P3"), or "" where it cannot be read.
std::string profileName(std::span<const std::uint8_t> icc);

/// True where converting from `icc` to sRGB changes no 8-bit value by more than a step of rounding.
bool isSrgb(std::span<const std::uint8_t> icc);

/// Pixels given in the colour space of `icc`, as sRGB RGB or RGBA of the same depth. A profile that
/// isSrgb() changes nothing.
/// pixels: CV_8U or CV_16U; 1 channel (grey), 2 (grey + alpha), 3 (RGB), 4 (RGBA).
/// An empty `icc` means sRGB. Errors: FormatUnsupported (a profile for other channels, or broken);
/// OutOfMemory.
Result<Image> convertedToSrgb(const cv::Mat &pixels, std::span<const std::uint8_t> icc);

/// Grey (1 channel, or 2 with alpha) as three equal channels (with alpha), at its own depth.
cv::Mat greySpread(const cv::Mat &grey);

/// CMYK ink values (CV_8UC4 or CV_16UC4, the highest: full ink) as sRGB of the same depth. Without a
/// profile the usual plain formula is used. Errors: as convertedToSrgb().
Result<Image> cmykToSrgb(const cv::Mat &inks, std::span<const std::uint8_t> icc);

/// CIE L*a*b* under D50 as 16-bit sRGB. lab: CV_16UC3 as ICC version 2 has it: L* 100 is 0xFF00, a*
/// and b* 0 are 0x8000, 1 is 0x100. Errors: OutOfMemory.
Result<Image> labToSrgb(const cv::Mat &lab);

} // namespace core
