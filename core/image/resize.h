#pragma once

#include "core/image/image.h"
#include "core/progress.h"
#include "core/result.h"

/// Resampling. All functions take any size >= 1 x 1 and return a new picture of exactly `target`.
/// RGBA is resampled premultiplied, so that hidden colours do not bleed into the edge, and returned
/// straight. Errors: OutOfMemory; Unexpected (empty input or target).
namespace core {

/// Antialiased Lanczos (a = 3), the choice for photos and prints, deep ones too. Also errors:
/// Cancelled.
Result<Image> resizedLanczos(const Image &image, Size target, const Progress &progress = {});

/// Pillow's antialiased 8-bit bilinear, bit for bit (inspyrenet spec, section 15). RGB only: what
/// the networks were trained on.
Result<Image> resizedBilinear(const Image &image, Size target);

/// Area average by whole factors and then bilinear: quick, for thumbnails and the screen.
Result<Image> resizedQuick(const Image &image, Size target);

} // namespace core
