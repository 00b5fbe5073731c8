#pragma once

#include "core/image/image.h"
#include "core/progress.h"
#include "core/result.h"

namespace core {

/// A pencil drawing on white: lines where the animal is darker than its surroundings, over a light
/// shading. Alpha stays. Errors: Cancelled; what OpenCV throws is for the caller.
Result<Cutout> sketch(const Cutout &cutout, const Progress &progress);

} // namespace core
