#include "core/image/compose.h"

#include <array>
#include <cassert>
#include <cstdint>
#include <limits>
#include <type_traits>

namespace core {

namespace {

/// product / 255, rounded, for up to 255 * 255.
std::uint8_t shareOf(std::uint8_t, unsigned product)
{
    product += 128;
    return static_cast<std::uint8_t>((product + (product >> 8)) >> 8);
}

/// product / 65535, rounded, for up to 65535 * 65535.
std::uint16_t shareOf(std::uint16_t, std::uint64_t product)
{
    product += 32768;
    return static_cast<std::uint16_t>((product + (product >> 16)) >> 16);
}

template <typename Sample>
void composeRun(const Sample *rgba, Sample *rgb, int count, Colour background)
{
    using Product = std::conditional_t<sizeof(Sample) == 1, unsigned, std::uint64_t>;
    constexpr Product most = std::numeric_limits<Sample>::max();
    const std::array<Product, 3> behind {background.red * (most / 255),
        background.green * (most / 255), background.blue * (most / 255)};
    for (int x = 0; x < count; ++x, rgba += 4, rgb += 3) {
        const Product alpha = rgba[3];
        const Product rest = most - alpha;
        for (std::size_t c = 0; c < 3; ++c)
            rgb[c] = shareOf(Sample {}, rgba[c] * alpha + behind[c] * rest);
    }
}

template <typename Sample>
cv::Mat over(const cv::Mat &rgba, Colour background)
{
    cv::Mat result(rgba.size(), CV_MAKETYPE(rgba.depth(), 3));
    for (int y = 0; y < rgba.rows; ++y)
        composeRun(rgba.ptr<Sample>(y), result.ptr<Sample>(y), rgba.cols, background);
    return result;
}

} // namespace

Image composedOver(const Cutout &cutout, Colour background)
{
    return {cutout.isDeep() ? over<std::uint16_t>(cutout.rgba, background)
                            : over<std::uint8_t>(cutout.rgba, background)};
}

Image overWhite(const Image &image)
{
    return image.hasAlpha() ? composedOver(Cutout {image.pixels}, {255, 255, 255}) : image;
}

Image composedOverChecker(const Cutout &cutout, Colour even, Colour odd, int cellPx)
{
    assert(cellPx >= 1 && !cutout.isDeep());
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
    assert(image.size() == matte.size() && !image.isDeep());
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
    assert(!cutout.isDeep());
    for (int y = 0; y < cutout.rgba.rows; ++y) {
        auto *pixels = cutout.rgba.ptr<cv::Vec4b>(y);
        for (int x = 0; x < cutout.rgba.cols; ++x)
            if (pixels[x][3] == 0)
                pixels[x] = {};
    }
}

} // namespace core
