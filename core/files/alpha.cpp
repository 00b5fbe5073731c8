#include "core/files/alpha.h"

#include <opencv2/core.hpp>

#include <limits>
#include <vector>

namespace core {
namespace {

double fullAlpha(const cv::Mat &pixels)
{
    return pixels.depth() == CV_16U ? std::numeric_limits<std::uint16_t>::max()
                                    : std::numeric_limits<std::uint8_t>::max();
}

} // namespace

void makeStraight(cv::Mat &pixels)
{
    std::vector<cv::Mat> planes;
    cv::split(pixels, planes);
    for (std::size_t colour = 0; colour + 1 < planes.size(); ++colour)
        cv::divide(planes[colour], planes.back(), planes[colour], fullAlpha(pixels));
    cv::merge(planes, pixels);
}

bool isOpaque(const cv::Mat &pixels)
{
    cv::Mat alpha;
    for (int y = 0; y < pixels.rows; ++y) { // most transparent pictures are so in their first row
        cv::extractChannel(pixels.row(y), alpha, pixels.channels() - 1);
        if (!cv::checkRange(alpha, true, nullptr, fullAlpha(pixels), fullAlpha(pixels) + 1))
            return false;
    }
    return true;
}

} // namespace core
