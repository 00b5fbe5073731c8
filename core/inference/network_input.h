#pragma once

#include "core/image/image.h"
#include "core/network/network.h"
#include "core/result.h"

namespace core {

/// Pictures on their way into a network and out of it.

/// The picture (RGB, any size) as the network wants it, resized by Pillow's bilinear filter.
/// Errors: those of resizedBilinear().
Result<NetworkInput> networkInput(const Image &image, Size size);

/// A copy of the map, CV_32FC1.
cv::Mat matOf(const SaliencyMap &map);

} // namespace core
