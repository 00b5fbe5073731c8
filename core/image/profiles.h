#pragma once

#include <cstdint>
#include <optional>
#include <vector>

/// ICC profiles that no file has to bring along: made once, the same bytes on every run, version 2,
/// which every RIP reads.
namespace core {

/// The sRGB profile that exported PNGs carry.
const std::vector<std::uint8_t> &srgbProfile();

/// Display P3 (SMPTE EG 432-1 primaries, D65, sRGB's curve).
const std::vector<std::uint8_t> &displayP3Profile();

/// Adobe RGB (1998), for photos that name it in Exif alone.
const std::vector<std::uint8_t> &adobeRgbProfile();

/// CIE 1931 x and y.
struct Chromaticity
{
    double x = 0;
    double y = 0;
};

/// White and the three lights that a picture is mixed of; sRGB's by default (ITU-R BT.709, D65).
struct Primaries
{
    Chromaticity white {0.3127, 0.3290};
    Chromaticity red {0.64, 0.33};
    Chromaticity green {0.30, 0.60};
    Chromaticity blue {0.15, 0.06};
};

/// For pixels whose light is their value to the power of `gamma` (0.2..5); else of sRGB's curve.
/// Empty where that is sRGB, where it nearly is (with sRGB's lights 2.2 is how files say sRGB), and
/// where the numbers are none of lights.
std::vector<std::uint8_t> profileOf(const Primaries &primaries, std::optional<double> gamma);

/// Colours named by numbers, as HEIC, AVIF (nclx) and PNG (cICP) do. Source: ITU-T H.273, 8.1, 8.2.
struct NamedColours
{
    int primaries = 2; ///< 1: BT.709, 9: BT.2020, 12: P3; 2: unspecified
    int transfer = 2; ///< 13: sRGB, 16: PQ, 18: HLG; 2: unspecified
};

/// True for PQ and HLG, which reach beyond the white of paper.
bool isBright(const NamedColours &colours);

/// Empty for sRGB and for numbers that say nothing. Video's curves are shown like sRGB's, as
/// browsers do. PQ and HLG: their white of 203 cd/m2 (ITU-R BT.2408) becomes paper white, and what
/// is brighter than four fifths of it is pressed together softly.
std::vector<std::uint8_t> profileOf(const NamedColours &colours);

} // namespace core
