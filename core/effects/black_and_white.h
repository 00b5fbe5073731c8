#pragma once

#include "core/image/image.h"
#include "core/progress.h"
#include "core/result.h"

namespace core {

/// Black and white as from film: filtered like panchromatic film behind a yellow glass, with the
/// animal's own darkest and lightest tones set to near black and near white and a soft S between.
/// Alpha stays. Errors: Cancelled; what OpenCV throws is for the caller.
Result<Cutout> blackAndWhite(const Cutout &cutout, const Progress &progress);

} // namespace core
