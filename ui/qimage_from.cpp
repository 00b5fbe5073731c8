#include "ui/qimage_from.h"

#include <cassert>

namespace ui {

namespace {

QImage sharing(const cv::Mat &pixels, QImage::Format format)
{
    if (pixels.empty())
        return {};
    const auto letGo = [](void *mat) { delete static_cast<cv::Mat *>(mat); };
    // Read-only bytes: QImage detaches before it writes.
    return {static_cast<const uchar *>(pixels.data), pixels.cols, pixels.rows,
        static_cast<qsizetype>(pixels.step[0]), format, letGo, new cv::Mat(pixels)};
}

} // namespace

QImage qimageFrom(const core::Image &image)
{
    assert(image.isEmpty() || image.pixels.depth() == CV_8U);
    return sharing(
        image.pixels, image.hasAlpha() ? QImage::Format_RGBA8888 : QImage::Format_RGB888);
}

QImage qimageFrom(const core::Cutout &cutout)
{
    assert(cutout.isEmpty() || cutout.rgba.type() == CV_8UC4);
    return sharing(cutout.rgba, QImage::Format_RGBA8888);
}

QImage qimageFrom(const core::Matte &matte)
{
    assert(matte.isEmpty() || matte.alpha.type() == CV_8UC1);
    return sharing(matte.alpha, QImage::Format_Grayscale8);
}

} // namespace ui
