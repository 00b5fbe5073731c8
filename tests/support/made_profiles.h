#pragma once

#include <lcms2.h>

#include <cstdint>
#include <vector>

/// Colour profiles of every kind, made for tests by lcms2.
namespace profiles {

using Bytes = std::vector<std::uint8_t>;

/// Closes the profile.
Bytes saved(cmsHPROFILE profile);

/// sRGB's, Adobe RGB's and ProPhoto RGB's lights.
extern const cmsCIExyYTRIPLE srgbLights;
extern const cmsCIExyYTRIPLE adobeLights;
extern const cmsCIExyYTRIPLE proPhotoLights;

/// Matrix and one curve for all channels, which is freed. version: 2.1 or 4.3.
Bytes ofMatrix(cmsToneCurve *curve, const cmsCIExyYTRIPLE &lights, double version = 2.1);

/// sRGB's curve as a formula, and as most photos have it: a table of 1024 numbers.
cmsToneCurve *srgbFormula();
cmsToneCurve *srgbTable();

/// A table with curves on both sides: inks whose black is not quite black, or colours with red and
/// green swapped. version: under 4 of "mft2", else of "mAB ". gamma: of the curves before the table.
Bytes ofTables(cmsColorSpaceSignature space, double version, double gamma = 1);

/// Grey by a gamma.
Bytes ofGrey(double gamma);

} // namespace profiles
