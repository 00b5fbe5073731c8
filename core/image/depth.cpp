#include "core/image/depth.h"

#include "core/image/in_parts.h"

#include <cstdint>

namespace core {

float mostIn(const cv::Mat &pixels)
{
    return pixels.depth() == CV_16U ? mostOf<std::uint16_t> : mostOf<std::uint8_t>;
}

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
