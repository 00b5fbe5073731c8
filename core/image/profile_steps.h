#pragma once

#include "core/image/colour_steps.h"

#include <lcms2.h>

#include <optional>

/// What lcms2 read of a colour profile, as steps to sRGB: relative colorimetric, with black-point
/// compensation, as core/image/colour.h says.
namespace core {

/// Of a profile for RGB or inks, by its matrix and curves or by its tables of 16 bits. Nothing where
/// it holds other elements; those are left to lcms2.
std::optional<ColourSteps> stepsOf(cmsHPROFILE profile);

/// Of L*a*b* packed as ICC version 2 does: L* 100 is 0xFF00.
ColourSteps labSteps();

} // namespace core
