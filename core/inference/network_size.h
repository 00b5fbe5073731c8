#pragma once

#include "core/image/size.h"
#include "core/result.h"

namespace core {

/// How a photo is fitted to the network (inspyrenet/spec.md, section 15).
enum class ResizeRule {
    Static, ///< a square of the model's own size, whatever the photo's aspect
    Dynamic, ///< the photo's aspect, the shorter side at most 1280 px; nothing is enlarged
};

/// The network's input for a photo of that size, in px; both sides are multiples of 32.
/// `side`: of the square that Static gives. Errors: ImageTooSmall (a side under 16 px, or one that
/// the rule rounds to nothing).
Result<Size> networkSize(Size photo, int side, ResizeRule rule);

/// Whether a pass of that size can sharpen one of a model's base size: both sides are over 512 px,
/// as the reference has it (inspyrenet/spec.md, 12).
bool isForBlending(Size high);

/// The next smaller size on the way down from `full`: the longer side 32 px shorter, the other by
/// the aspect of `full`, at least 32.
Size nextSmaller(Size current, Size full);

} // namespace core
