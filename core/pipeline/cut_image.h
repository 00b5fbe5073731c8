#pragma once

#include "core/inference/segmenter.h"

#include <functional>
#include <optional>
#include <string>

namespace core {

/// Seconds per stage; 0 for one that did not run.
struct CutSeconds
{
    double decode = 0;
    double network = 0;
    double matte = 0;
    double foreground = 0;
    double total() const { return decode + network + matte + foreground; }
};

/// Which mask of a picture is wanted.
struct MaskWish
{
    Detail detail = Detail::Full;
    std::optional<Saliency> known = {}; ///< one made before: the network does not run
    std::function<int()> urgency = {}; ///< see SegmentRequest
    std::function<std::string()> source = {}; ///< see SegmentRequest
};

/// A picture's cut-out at the picture's own size.
struct CutImage
{
    Saliency saliency;
    Matte matte;
    Cutout cutout;
    CutSeconds seconds;
};

/// The first half of cutImage(): the mask, which is then its `known`. Errors: those of
/// Segmenter::segment().
Result<Saliency> maskOf(Segmenter &segmenter, const Image &image, const MaskWish &wish = {},
    const Progress &progress = {});

/// The way from a decoded picture (RGB or RGBA) to its cut-out. A picture with transparency of its
/// own is taken over white, and keeps it: the matte is multiplied by it. Of a deep picture the
/// cut-out is deep, with the very mask that it has in 8 bit. Errors: those of Segmenter::segment(),
/// refinedMatte() and foregroundFreed(); NoAnimal.
Result<CutImage> cutImage(Segmenter &segmenter, const Image &image, const MaskWish &wish = {},
    const Progress &progress = {});

} // namespace core
