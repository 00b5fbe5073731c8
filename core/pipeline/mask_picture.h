#pragma once

#include "core/image/compose.h"
#include "core/progress.h"
#include "core/result.h"

#include <optional>
#include <string>

namespace core {

/// What to make of a photo and its mask: the output types of the reference's tool
/// (transparent-background; inspyrenet/spec.md, section 16).
struct MaskLook
{
    enum class Kind {
        Rgba, ///< the animal alone, its colours freed of the background; with a threshold as they are
        Map, ///< the mask in grey
        OverColour, ///< the animal before `colour`
        OverBlur, ///< before its own background, blurred
        OverPicture, ///< before `picture`, stretched to the photo's size
        Overlay, ///< the photo, its animal tinted in `colour` and outlined
    };
    Kind kind = Kind::Rgba;
    Colour colour = {120, 255, 155}; ///< the reference's green
    Image picture = {}; ///< RGB
    std::optional<double> threshold = {}; ///< 0..1; above it all animal, else none
    bool isReversed = false; ///< the background in place of the animal
};

/// "rgba", "map", "green", "white", "blur", "overlay", or a colour: "[10, 200, 30]". Nothing for
/// other words: the reference returns the photo unchanged then and says nothing.
std::optional<MaskLook> maskLookNamed(const std::string &name);

/// A matte as maskPicture() takes it; alpha comes out of it as it went in.
cv::Mat maskFrom(const Matte &matte);

/// The picture, RGB or (Rgba) RGBA, with the reference's own roundings: the same numbers but for
/// the freed colours of Rgba, which come from foregroundFreed().
/// photo: RGB. mask: CV_32FC1, 0..1, of the photo's size. Errors: OutOfMemory; Cancelled; Unexpected
/// (sizes that differ, no picture to be put behind).
Result<Image> maskPicture(const Image &photo, const cv::Mat &mask, const MaskLook &look,
    const Progress &progress = {});

} // namespace core
