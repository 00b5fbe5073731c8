#include "core/image/depth.h"

#include "core/image/in_parts.h"

namespace core {

cv::Mat inEightBits(const cv::Mat &pixels)
{
    if (pixels.depth() == CV_8U)
        return pixels;
    cv::Mat bytes(pixels.size(), CV_8UC(pixels.channels()));
    inParts(pixels.rows, 64, {}, [&](int from, int to) {
        cv::Mat rows = bytes.rowRange(from, to);
        pixels.rowRange(from, to).convertTo(rows, CV_8U, 1.0 / 257);
    });
    return bytes;
}

} // namespace core
