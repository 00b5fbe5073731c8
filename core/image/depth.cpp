#include "core/image/depth.h"

#include "core/image/in_parts.h"

namespace core {

Image inEightBits(const Image &image)
{
    if (image.isEmpty() || image.pixels.depth() == CV_8U)
        return image;
    Image bytes {cv::Mat(image.pixels.size(), CV_8UC(image.pixels.channels()))};
    inParts(image.pixels.rows, 64, {}, [&](int from, int to) {
        cv::Mat rows = bytes.pixels.rowRange(from, to);
        image.pixels.rowRange(from, to).convertTo(rows, CV_8U, 1.0 / 257);
    });
    return bytes;
}

} // namespace core
