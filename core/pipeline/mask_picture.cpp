#include "core/pipeline/mask_picture.h"

#include "core/image/guarded.h"
#include "core/matte/foreground.h"

#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

// The reference calculates with NumPy: a product of bytes and floats is rounded to float32, a colour
// given as a list of whole numbers makes float64 of the rest, and a picture behind does not. Every
// cast to 8 bit cuts off.
namespace core {

namespace {

std::uint8_t cutOff(double value)
{
    return static_cast<std::uint8_t>(value);
}

/// The mask after threshold and reverse, in this order.
cv::Mat changed(const cv::Mat &mask, const MaskLook &look)
{
    cv::Mat result = mask.clone();
    for (int y = 0; y < result.rows; ++y) {
        auto *row = result.ptr<float>(y);
        for (int x = 0; x < result.cols; ++x) {
            if (look.threshold)
                row[x] = double(row[x]) > *look.threshold ? 1.0F : 0.0F;
            if (look.isReversed)
                row[x] = 1.0F - row[x];
        }
    }
    return result;
}

cv::Mat bytesOf(const cv::Mat &mask)
{
    cv::Mat bytes(mask.size(), CV_8UC1);
    for (int y = 0; y < mask.rows; ++y)
        for (int x = 0; x < mask.cols; ++x)
            bytes.at<std::uint8_t>(y, x) = cutOff(mask.at<float>(y, x) * 255.0F);
    return bytes;
}

/// Calls mix(value, share, channel, x, y) for every value of the photo and its share of animal.
template <typename Mix>
Image mixed(const cv::Mat &photo, const cv::Mat &mask, const Mix &mix)
{
    Image result {cv::Mat(photo.size(), CV_8UC3)};
    for (int y = 0; y < photo.rows; ++y) {
        const auto *from = photo.ptr<cv::Vec3b>(y);
        const auto *share = mask.ptr<float>(y);
        auto *to = result.pixels.ptr<cv::Vec3b>(y);
        for (int x = 0; x < photo.cols; ++x)
            for (int channel = 0; channel < 3; ++channel)
                to[x][channel] = cutOff(mix(from[x][channel], share[x], channel, x, y));
    }
    return result;
}

std::array<int, 3> valuesOf(Colour colour)
{
    return {colour.red, colour.green, colour.blue};
}

Image overColour(const cv::Mat &photo, const cv::Mat &mask, Colour colour)
{
    const std::array<int, 3> behind = valuesOf(colour);
    return mixed(photo, mask, [&behind](int value, float share, int channel, int, int) {
        const float front = float(value) * share;
        return double(front) + behind.at(std::size_t(channel)) * double(1.0F - share);
    });
}

Image overPicture(const cv::Mat &photo, const cv::Mat &mask, const cv::Mat &behind)
{
    return mixed(photo, mask, [&behind](int value, float share, int channel, int x, int y) {
        const float front = float(value) * share;
        const float rest = float(behind.at<cv::Vec3b>(y, x)[channel]) * (1.0F - share);
        return double(front + rest);
    });
}

cv::Mat blurred(const cv::Mat &photo)
{
    constexpr double sigma = 15;
    cv::Mat result;
    cv::GaussianBlur(photo, result, {0, 0}, sigma);
    return result;
}

Image overlaid(const cv::Mat &photo, const cv::Mat &mask, Colour colour)
{
    const std::array<int, 3> tint = valuesOf(colour);
    Image result = mixed(photo, mask, [&tint](int value, float share, int channel, int, int) {
        const double tinted = (tint.at(std::size_t(channel)) + value) / 2; // whole numbers
        return tinted * double(share) + double(float(value) * (1.0F - share));
    });
    const cv::Mat animal = mask > 0.5; // 0 or 255
    cv::Mat outline;
    cv::Canny(animal, outline, 50, 100);
    result.pixels.setTo(cv::Scalar(tint[0], tint[1], tint[2]), outline);
    return result;
}

Result<Image> rgba(
    const Image &photo, const cv::Mat &mask, const MaskLook &look, const Progress &progress)
{
    const Matte matte {bytesOf(mask)};
    if (look.threshold)
        return Image {withAlpha(photo, matte).rgba};
    return foregroundFreed(photo, matte, progress).map([](Cutout cutout) {
        return Image {std::move(cutout.rgba)};
    });
}

Result<Image> made(
    const Image &photo, const cv::Mat &mask, const MaskLook &look, const Progress &progress)
{
    using Kind = MaskLook::Kind;
    switch (look.kind) {
    case Kind::Rgba:
        return rgba(photo, mask, look, progress);
    case Kind::Map: {
        Image grey;
        cv::cvtColor(bytesOf(mask), grey.pixels, cv::COLOR_GRAY2RGB);
        return grey;
    }
    case Kind::OverColour:
        return overColour(photo.pixels, mask, look.colour);
    case Kind::OverBlur:
        return overPicture(photo.pixels, mask, blurred(photo.pixels));
    case Kind::OverPicture: {
        if (look.picture.isEmpty() || look.picture.hasAlpha())
            return fail(Error::Code::Unexpected, "no opaque picture to be put behind");
        cv::Mat behind;
        cv::resize(look.picture.pixels, behind, photo.pixels.size());
        return overPicture(photo.pixels, mask, behind);
    }
    case Kind::Overlay:
        return overlaid(photo.pixels, mask, look.colour);
    }
    return fail(Error::Code::Unexpected, "no such look");
}

} // namespace

std::optional<MaskLook> maskLookNamed(const std::string &name)
{
    using Kind = MaskLook::Kind;
    if (name == "rgba")
        return MaskLook {.kind = Kind::Rgba};
    if (name == "map")
        return MaskLook {.kind = Kind::Map};
    if (name == "green")
        return MaskLook {.kind = Kind::OverColour};
    if (name == "white")
        return MaskLook {.kind = Kind::OverColour, .colour = {255, 255, 255}};
    if (name == "blur")
        return MaskLook {.kind = Kind::OverBlur};
    if (name == "overlay")
        return MaskLook {.kind = Kind::Overlay};
    unsigned red = 256;
    unsigned green = 256;
    unsigned blue = 256;
    int end = 0;
    const int read =
        std::sscanf(name.c_str(), "[%3u ,%3u ,%3u ]%n", &red, &green, &blue, &end); // NOLINT
    if (read != 3 || std::size_t(end) != name.size() || std::max({red, green, blue}) > 255)
        return std::nullopt;
    return MaskLook {.kind = Kind::OverColour,
        .colour = {std::uint8_t(red), std::uint8_t(green), std::uint8_t(blue)}};
}

cv::Mat maskFrom(const Matte &matte)
{
    cv::Mat mask(matte.alpha.size(), CV_32FC1);
    for (int y = 0; y < mask.rows; ++y)
        for (int x = 0; x < mask.cols; ++x) {
            const std::uint8_t alpha = matte.alpha.at<std::uint8_t>(y, x);
            // One step up, since 255 times a rounded 255th may lie just below and be cut off.
            mask.at<float>(y, x) = alpha == 0 ? 0.0F : std::nextafter(float(alpha) / 255.0F, 1.0F);
        }
    return mask;
}

Result<Image> maskPicture(
    const Image &photo, const cv::Mat &mask, const MaskLook &look, const Progress &progress)
{
    if (photo.isEmpty() || photo.hasAlpha() || mask.type() != CV_32FC1
        || mask.size() != photo.pixels.size())
        return fail(Error::Code::Unexpected, "photo and mask do not belong together");
    return guarded([&] { return made(photo, changed(mask, look), look, progress); });
}

} // namespace core
