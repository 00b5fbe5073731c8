#pragma once

#include "core/image/size.h"

#include <opencv2/core/mat.hpp>

namespace core {

/// A part of a picture, in pixels.
struct Frame
{
    int left = 0;
    int top = 0;
    Size size;
    friend bool operator==(const Frame &, const Frame &) = default;
};

/// The same for OpenCV.
inline cv::Rect rectOf(const Frame &frame)
{
    return {frame.left, frame.top, frame.size.width, frame.size.height};
}

/// The smallest frame that holds every pixel with alpha over `least` (0..254); empty where there is
/// none. alpha: CV_8UC1, or a cut-out's pixels, whose last channel it is; of 16 bit, rounded down.
Frame visibleFrame(const cv::Mat &alpha, int least = 7);

} // namespace core
