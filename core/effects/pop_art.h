#pragma once

#include "core/image/image.h"
#include "core/progress.h"
#include "core/result.h"

namespace core {

/// A screen print in five bold inks: the tones of the animal, cut where its own histogram says,
/// with smooth, sharp borders at any size. Alpha stays. Errors: Cancelled; what OpenCV throws is
/// for the caller.
Result<Cutout> popArt(const Cutout &cutout, const Progress &progress);

} // namespace core
