#include "core/image/compose.h"

#include <cassert>

namespace core {

namespace {

/// a * b / 255, rounded, for 0..255 * 0..255 (or their sums up to 255 * 255).
std::uint8_t dividedBy255(unsigned product)
{
    product += 128;
    return static_cast<std::uint8_t>((product + (product >> 8)) >> 8);
}

void composeRun(const std::uint8_t *rgba, std::uint8_t *rgb, int count, Colour background)
{
    for (int x = 0; x < count; ++x, rgba += 4, rgb += 3) {
        const unsigned alpha = rgba[3];
        const unsigned rest = 255 - alpha;
        rgb[0] = dividedBy255(rgba[0] * alpha + background.red * rest);
        rgb[1] = dividedBy255(rgba[1] * alpha + background.green * rest);
        rgb[2] = dividedBy255(rgba[2] * alpha + background.blue * rest);
    }
}

} // namespace

Image composedOver(const Cutout &cutout, Colour background)
{
    Image result {cv::Mat(cutout.rgba.rows, cutout.rgba.cols, CV_8UC3)};
    for (int y = 0; y < cutout.rgba.rows; ++y)
        composeRun(cutout.rgba.ptr(y), result.pixels.ptr(y), cutout.rgba.cols, background);
    return result;
}

Image overWhite(const Image &image)
{
    return image.hasAlpha() ? composedOver(Cutout {image.pixels}, {255, 255, 255}) : image;
}

Image composedOverChecker(const Cutout &cutout, Colour even, Colour odd, int cellPx)
{
    assert(cellPx >= 1);
    const int width = cutout.rgba.cols;
    Image result {cv::Mat(cutout.rgba.rows, width, CV_8UC3)};
    for (int y = 0; y < cutout.rgba.rows; ++y) {
        for (int x = 0, cell = y / cellPx; x < width; x += cellPx, ++cell)
            composeRun(cutout.rgba.ptr(y) + 4L * x, result.pixels.ptr(y) + 3L * x,
                std::min(cellPx, width - x), cell % 2 == 0 ? even : odd);
    }
    return result;
}

Cutout withAlpha(const Image &image, const Matte &matte)
{
    assert(image.size() == matte.size());
    const int channels = image.pixels.channels();
    Cutout result {cv::Mat(image.pixels.rows, image.pixels.cols, CV_8UC4)};
    for (int y = 0; y < result.rgba.rows; ++y) {
        const std::uint8_t *colour = image.pixels.ptr(y);
        const std::uint8_t *alpha = matte.alpha.ptr(y);
        std::uint8_t *rgba = result.rgba.ptr(y);
        for (int x = 0; x < result.rgba.cols; ++x, colour += channels, rgba += 4) {
            rgba[0] = colour[0];
            rgba[1] = colour[1];
            rgba[2] = colour[2];
            rgba[3] = alpha[x];
        }
    }
    return result;
}

void clearHidden(Cutout &cutout)
{
    for (int y = 0; y < cutout.rgba.rows; ++y) {
        auto *pixels = cutout.rgba.ptr<cv::Vec4b>(y);
        for (int x = 0; x < cutout.rgba.cols; ++x)
            if (pixels[x][3] == 0)
                pixels[x] = {};
    }
}

} // namespace core
