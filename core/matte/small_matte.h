#pragma once

#include "core/progress.h"
#include "core/result.h"

#include <opencv2/core/mat.hpp>

#include <cstdint>

namespace core {

/// What a scaled-down photo (long side at most `longSide` px) says about the matte. Both pictures
/// have the scaled-down size.
struct SmallMatte
{
    static constexpr std::uint8_t uncertain = 128;

    /// CV_8UC1: 0 surely background, 255 surely animal, `uncertain`: ask the model.
    cv::Mat zones;
    /// CV_32FC4: alpha (0..1, to be clamped) is red*r + green*g + blue*b + offset, colours 0..255.
    cv::Mat model;
};

/// photo: CV_8UC3; map: CV_32FC1, what is not a number counts as 0. The map is enlarged, fitted to
/// the photo's colours (linearModel()), scaled back to the map's size and compared with it; what
/// differs is added and fitted again (iterative back-projection, Irani and Peleg, 1991), so that
/// hard edges become hard again while soft fur stays as soft as the map says. Haze away from the
/// animal is background (detachedHaze()). Errors: Cancelled; what OpenCV throws is for the caller.
Result<SmallMatte> smallMatte(
    const cv::Mat &photo, const cv::Mat &map, int longSide, const Progress &progress);

} // namespace core
