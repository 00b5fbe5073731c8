#pragma once

#include "core/image/image.h"
#include "core/progress.h"
#include "core/result.h"

namespace core {

/// The animal on a white ground with a rounded outline of 2.5 % of its larger side; gaps and holes
/// inside the outline are white, specks outside it are gone. The frame grows on all sides alike
/// where the outline needs room. Errors: Cancelled; what OpenCV throws is for the caller.
Result<Cutout> sticker(const Cutout &cutout, const Progress &progress);

} // namespace core
