#pragma once

#include "core/image/size.h"

#include <opencv2/core/mat.hpp>

/// Exif's eight orientations. Source: Exif 2.32, tag 274.
namespace core {

/// 5 to 8 swap the sides. The same function leads back: it is its own inverse.
Size uprightSize(Size stored, int orientation);

/// The pixels turned and mirrored as `orientation` (1..8) says; 1 returns the same pixels.
cv::Mat uprightPixels(const cv::Mat &stored, int orientation);

/// The orientation that does what `orientation` does and then turns by quarters, clockwise (any
/// number, also negative).
int thenTurned(int orientation, int quarters);

/// The orientation that does what `orientation` does and then mirrors left and right.
int thenMirrored(int orientation);

} // namespace core
