#pragma once

#include "core/image/image.h"
#include "core/progress.h"
#include "core/result.h"

namespace core {

/// The animal's own colours at its soft edge, freed of the old background: multi-level foreground
/// estimation (Germer et al., "Fast Multi-Level Foreground Estimation", 2020; inspyrenet spec,
/// section 16.1). Only pixels with 0 < alpha < 255 change colour; opaque pixels keep the photo's
/// bytes; under alpha 0 the colour is 0. image: RGB; matte of the same size. Memory above the
/// result: at most about 8 bytes a pixel. Errors: Cancelled; OutOfMemory; Unexpected (sizes
/// differ).
Result<Cutout> foregroundFreed(
    const Image &image, const Matte &matte, const Progress &progress = {});

} // namespace core
