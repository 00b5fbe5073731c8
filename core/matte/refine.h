#pragma once

#include "core/image/image.h"
#include "core/inference/saliency.h"
#include "core/progress.h"
#include "core/result.h"

namespace core {

/// Alpha at the photo's own resolution from the network's small map, guided by the photo: a guided
/// filter (He et al., 2013), checked against the map, in the band of uncertain pixels, plain 0 or
/// 255 outside it. A hardened mask is never enlarged. image: RGB, any size. saliency.map: any size,
/// resized to the image's (half-pixel centres). Errors: Cancelled; OutOfMemory; Unexpected (empty
/// input).
Result<Matte> refinedMatte(
    const Image &image, const Saliency &saliency, const Progress &progress = {});

} // namespace core
