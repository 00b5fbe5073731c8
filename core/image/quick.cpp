#include "core/image/guarded.h"
#include "core/image/in_parts.h"
#include "core/image/resize.h"

#include <opencv2/imgproc.hpp>

namespace core {

namespace {

cv::Mat premultiplied(const cv::Mat &rgba)
{
    cv::Mat result(rgba.size(), CV_8UC4);
    inParts(rgba.rows, 64, {}, [&](int from, int to) {
        for (int y = from; y < to; ++y) {
            const std::uint8_t *in = rgba.ptr(y);
            std::uint8_t *out = result.ptr(y);
            for (int x = 0; x < rgba.cols; ++x, in += 4, out += 4) {
                for (int c = 0; c < 3; ++c)
                    out[c] = static_cast<std::uint8_t>((in[c] * in[3] + 127) / 255);
                out[3] = in[3];
            }
        }
    });
    return result;
}

void makeStraight(cv::Mat &rgba)
{
    for (int y = 0; y < rgba.rows; ++y) {
        std::uint8_t *pixel = rgba.ptr(y);
        for (int x = 0; x < rgba.cols; ++x, pixel += 4) {
            const int alpha = pixel[3];
            for (int c = 0; c < 3; ++c)
                pixel[c] = alpha == 0 ? 0
                                      : static_cast<std::uint8_t>(
                                          std::min(255, (pixel[c] * 255 + alpha / 2) / alpha));
        }
    }
}

/// Averages where an axis shrinks, interpolates where one grows.
cv::Mat resampled(const cv::Mat &pixels, Size target)
{
    const cv::Size shrunk(
        std::min(pixels.cols, target.width), std::min(pixels.rows, target.height));
    cv::Mat averaged = pixels;
    if (shrunk != pixels.size())
        cv::resize(pixels, averaged, shrunk, 0, 0, cv::INTER_AREA);
    cv::Mat result;
    cv::resize(averaged, result, {target.width, target.height}, 0, 0, cv::INTER_LINEAR);
    return result;
}

} // namespace

Result<Image> resizedQuick(const Image &image, Size target)
{
    if (image.isEmpty() || image.isDeep() || target.width < 1 || target.height < 1)
        return fail(Error::Code::Unexpected, "nothing to resize");
    return guarded([&]() -> Result<Image> {
        if (!image.hasAlpha())
            return Image {resampled(image.pixels, target)};
        Image result {resampled(premultiplied(image.pixels), target)};
        makeStraight(result.pixels);
        return result;
    });
}

} // namespace core
