#pragma once

#include "core/files/stored.h"
#include "core/image/image.h"

namespace core {

/// Pixels or rows as the header says they are stored, as the rule in core/image/image.h wants them,
/// at their own depth. A photo is not refused for its profile, but that the profile was of no use
/// is noted. Errors: OutOfMemory; Unexpected.
Result<Image> inSrgb(const cv::Mat &pixels, const StoredHeader &stored, PhotoNotes &notes);

/// RGB of RGBA.
Image withoutAlpha(const Image &image);

} // namespace core
