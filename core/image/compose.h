#pragma once

#include "core/image/image.h"

#include <array>
#include <cstdint>

/// Pictures of 8 bit; deep ones only where it is said.
namespace core {

/// 8-bit sRGB.
struct Colour
{
    std::uint8_t red = 0;
    std::uint8_t green = 0;
    std::uint8_t blue = 0;
    friend bool operator==(const Colour &, const Colour &) = default;
};

/// The cut-out over one colour, in RGB. Blended in sRGB's own (non-linear) values, as every design
/// program and RIP does. Deep where the cut-out is.
Image composedOver(const Cutout &cutout, Colour background);

/// A picture with transparency over white; an opaque one as it is. Deep where the picture is.
Image overWhite(const Image &image);

/// The cut-out over a checkerboard of two colours; `cellPx` is the side of a cell.
Image composedOverChecker(const Cutout &cutout, Colour even, Colour odd, int cellPx);

/// The photo with its matte as alpha, colours as they are. Sizes must be equal.
Cutout withAlpha(const Image &image, const Matte &matte);

/// Sets the colour under alpha 0 to black, in place of whatever hides there.
void clearHidden(Cutout &cutout);

} // namespace core
