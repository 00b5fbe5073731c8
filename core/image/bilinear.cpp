#include "core/image/guarded.h"
#include "core/image/in_parts.h"
#include "core/image/resize.h"
#include "core/image/taps.h"

namespace core {

namespace {

// Pillow's fixed point: 8 bits of pixel, 22 of weight, 2 spare.
constexpr int weightBits = 22;

/// The weights as Pillow rounds them. All are >= 0 and a row sums to about 2^22, so that a weighted
/// sum of bytes stays below 2^31.
std::vector<std::uint32_t> fixedWeights(const Taps &taps)
{
    std::vector<std::uint32_t> fixed(taps.weights.size());
    for (std::size_t i = 0; i < fixed.size(); ++i)
        fixed[i] = static_cast<std::uint32_t>(taps.weights[i] * (1U << weightBits) + 0.5);
    return fixed;
}

std::uint8_t rounded(std::uint32_t sum)
{
    return static_cast<std::uint8_t>(std::min(255U, sum >> weightBits));
}

void narrowRow(const std::uint8_t *from, std::uint8_t *to, const Taps &taps,
    const std::vector<std::uint32_t> &weights)
{
    for (std::size_t x = 0; x < taps.first.size(); ++x, to += 3) {
        const std::uint8_t *pixel = from + 3L * taps.first[x];
        const std::uint32_t *weight = weights.data() + x * static_cast<std::size_t>(taps.most);
        std::uint32_t red = 1U << (weightBits - 1);
        std::uint32_t green = red;
        std::uint32_t blue = red;
        for (int j = 0; j < taps.count[x]; ++j, pixel += 3) {
            red += pixel[0] * weight[j];
            green += pixel[1] * weight[j];
            blue += pixel[2] * weight[j];
        }
        to[0] = rounded(red);
        to[1] = rounded(green);
        to[2] = rounded(blue);
    }
}

cv::Mat narrowed(const cv::Mat &pixels, int width)
{
    if (pixels.cols == width)
        return pixels;
    const Taps taps = tapsOf(Filter::Triangle, pixels.cols, width);
    const auto weights = fixedWeights(taps);
    cv::Mat result(pixels.rows, width, CV_8UC3);
    inParts(pixels.rows, 64, {}, [&](int from, int to) {
        for (int y = from; y < to; ++y)
            narrowRow(pixels.ptr(y), result.ptr(y), taps, weights);
    });
    return result;
}

void lowerRow(const cv::Mat &from, cv::Mat &to, int y, const Taps &taps,
    const std::vector<std::uint32_t> &weights)
{
    const auto row = static_cast<std::size_t>(y);
    std::vector<std::uint32_t> sums(static_cast<std::size_t>(to.cols) * 3, 1U << (weightBits - 1));
    for (int j = 0; j < taps.count[row]; ++j) {
        const std::uint8_t *source = from.ptr(taps.first[row] + j);
        const std::uint32_t weight =
            weights[row * static_cast<std::size_t>(taps.most) + static_cast<std::size_t>(j)];
        for (std::size_t i = 0; i < sums.size(); ++i)
            sums[i] += source[i] * weight;
    }
    std::uint8_t *target = to.ptr(y);
    for (std::size_t i = 0; i < sums.size(); ++i)
        target[i] = rounded(sums[i]);
}

cv::Mat lowered(const cv::Mat &pixels, int height)
{
    if (pixels.rows == height)
        return pixels;
    const Taps taps = tapsOf(Filter::Triangle, pixels.rows, height);
    const auto weights = fixedWeights(taps);
    cv::Mat result(height, pixels.cols, CV_8UC3);
    inParts(height, 16, {}, [&](int from, int to) {
        for (int y = from; y < to; ++y)
            lowerRow(pixels, result, y, taps, weights);
    });
    return result;
}

} // namespace

Result<Image> resizedBilinear(const Image &image, Size target)
{
    if (image.isEmpty() || target.width < 1 || target.height < 1)
        return fail(Error::Code::Unexpected, "nothing to resize");
    if (image.pixels.type() != CV_8UC3)
        return fail(Error::Code::Unexpected, "bilinear resampling is for RGB");
    return guarded([&]() -> Result<Image> {
        // Horizontal first, rounded to bytes, then vertical: the order is part of the exactness.
        return Image {lowered(narrowed(image.pixels, target.width), target.height)};
    });
}

} // namespace core
