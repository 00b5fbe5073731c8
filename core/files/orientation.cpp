#include "core/files/orientation.h"

#include <opencv2/core.hpp>

#include <utility>

namespace core {
namespace {

enum Flip : int { Vertical = 0, Horizontal = 1 }; ///< cv::flip's codes

} // namespace

Size uprightSize(Size stored, int orientation)
{
    if (orientation >= 5)
        std::swap(stored.width, stored.height);
    return stored;
}

cv::Mat uprightPixels(const cv::Mat &stored, int orientation)
{
    cv::Mat upright;
    switch (orientation) {
    case 2:
        cv::flip(stored, upright, Horizontal);
        return upright;
    case 3:
        cv::rotate(stored, upright, cv::ROTATE_180);
        return upright;
    case 4:
        cv::flip(stored, upright, Vertical);
        return upright;
    case 5:
        cv::transpose(stored, upright);
        return upright;
    case 6:
        cv::rotate(stored, upright, cv::ROTATE_90_CLOCKWISE);
        return upright;
    case 7:
        cv::rotate(stored, upright, cv::ROTATE_90_CLOCKWISE);
        cv::flip(upright, upright, Vertical);
        return upright;
    case 8:
        cv::rotate(stored, upright, cv::ROTATE_90_COUNTERCLOCKWISE);
        return upright;
    default:
        return stored;
    }
}

} // namespace core
