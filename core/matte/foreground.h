#pragma once

#include "core/image/image.h"
#include "core/progress.h"
#include "core/result.h"

namespace core {

/// The animal's own colours at its soft edge, freed of the old background: multi-level foreground
/// estimation (Germer et al., "Fast Multi-Level Foreground Estimation", 2020; inspyrenet spec,
/// section 16.1). Only pixels with 0 < alpha < 255 change colour; opaque pixels keep the photo's
/// samples; under alpha 0 the colour is 0. image: RGB, or deep RGB: then the cut-out is deep, its
/// alpha the matte's 256 levels; matte of the same size. Memory above the result: at most about 8
/// bytes a pixel, twice that for a deep one. Errors: Cancelled; OutOfMemory; Unexpected (sizes
/// differ).
Result<Cutout> foregroundFreed(
    const Image &image, const Matte &matte, const Progress &progress = {});

} // namespace core
