#pragma once

#include "core/image/image.h"
#include "core/progress.h"
#include "core/result.h"

namespace core {

/// A newspaper's dots in one blue ink on white, on a grid turned by 45 degrees with about 85 dots
/// along the animal. Alpha stays. Errors: Cancelled; what OpenCV throws is for the caller.
Result<Cutout> halftone(const Cutout &cutout, const Progress &progress);

} // namespace core
