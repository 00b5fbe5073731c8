#include "core/matte/small_matte.h"

#include "core/matte/haze.h"
#include "core/matte/linear_model.h"

#include <opencv2/imgproc.hpp>

#include <cmath>

namespace core {
namespace {

constexpr float sureBackground = 0.02F;
constexpr float sureAnimal = 0.98F;
constexpr double windowInTexels = 2; // the network is wrong by a pixel or two of its own
constexpr double networkBlur = 0.6; // sigma in pixels of the map, besides the area of a pixel
constexpr double mostGain = 0.05; // more is better on hard edges and worse on fur
constexpr float leftover = 0.01F; // what a filter leaves far from the edge

/// The map with every value in 0..1.
cv::Mat cleaned(const cv::Mat &map)
{
    cv::Mat clean = map.clone();
    for (int y = 0; y < clean.rows; ++y) {
        auto *row = clean.ptr<float>(y);
        for (int x = 0; x < clean.cols; ++x)
            row[x] = row[x] > 0 ? std::min(row[x], 1.0F) : 0; // not-a-number is not > 0
    }
    return clean;
}

cv::Size smallSize(cv::Size photo, int longSide)
{
    const double scale = std::min(1.0, double(longSide) / std::max(photo.width, photo.height));
    return {std::max(1, int(std::lround(photo.width * scale))),
        std::max(1, int(std::lround(photo.height * scale)))};
}

cv::Mat scaled(const cv::Mat &picture, cv::Size size, int enlarging)
{
    const bool shrinks = size.width < picture.cols || size.height < picture.rows;
    cv::Mat result;
    cv::resize(picture, result, size, 0, 0, shrinks ? cv::INTER_AREA : enlarging);
    return result;
}

/// Side of one pixel of the map, in pixels of a picture; at least 1.
double texelIn(cv::Size picture, cv::Size map)
{
    return std::max({1.0, double(picture.width) / map.width, double(picture.height) / map.height});
}

cv::Mat zonesOf(const cv::Mat &alpha, int reach)
{
    cv::Mat uncertain;
    cv::inRange(alpha, sureBackground, sureAnimal, uncertain);
    const cv::Size size(2 * reach + 1, 2 * reach + 1);
    cv::dilate(uncertain, uncertain, cv::getStructuringElement(cv::MORPH_RECT, size));
    cv::Mat zones = alpha >= 0.5F;
    zones.setTo(SmallMatte::uncertain, uncertain);
    return zones;
}

/// Raises the contrast of what the model will say around one half.
void steepen(cv::Mat &model, float gain)
{
    model *= gain;
    model += cv::Scalar(0, 0, 0, 0.5F * (1 - gain));
}

cv::Mat applied(const cv::Mat &model, const cv::Mat &photo, const cv::Mat &zones)
{
    cv::Mat alpha(photo.size(), CV_32FC1);
    for (int y = 0; y < photo.rows; ++y) {
        const auto *fits = model.ptr<cv::Vec4f>(y);
        const auto *colours = photo.ptr<cv::Vec3b>(y);
        const auto *zone = zones.ptr<std::uint8_t>(y);
        auto *out = alpha.ptr<float>(y);
        for (int x = 0; x < photo.cols; ++x) {
            const float fitted = fits[x][0] * colours[x][0] + fits[x][1] * colours[x][1]
                + fits[x][2] * colours[x][2] + fits[x][3];
            out[x] = zone[x] == SmallMatte::uncertain ? std::clamp(fitted, 0.0F, 1.0F)
                                                      : float(zone[x]) / 255;
        }
    }
    return alpha;
}

/// What the network would have shown of this alpha, subtracted from what it did show.
cv::Mat missing(const cv::Mat &alpha, const cv::Mat &map)
{
    cv::Mat seen = scaled(alpha, map.size(), cv::INTER_LINEAR);
    cv::GaussianBlur(seen, seen, {}, networkBlur);
    return scaled(map - seen, alpha.size(), cv::INTER_LINEAR);
}

cv::Mat inUnitRange(const cv::Mat &alpha)
{
    return cv::max(0.0, cv::min(alpha, 1.0));
}

} // namespace

Result<SmallMatte> smallMatte(
    const cv::Mat &photo, const cv::Mat &map, int longSide, const Progress &progress)
{
    const cv::Size size = smallSize(photo.size(), longSide);
    const double texel = texelIn(size, map.size());
    const cv::Mat clean = cleaned(map);
    const cv::Mat guide = scaled(photo, size, cv::INTER_AREA);
    const cv::Mat start = inUnitRange(scaled(clean, size, cv::INTER_CUBIC));

    SmallMatte small;
    small.zones = zonesOf(scaled(clean, size, cv::INTER_LINEAR), int(std::ceil(1.5 * texel)));
    const cv::Mat band = small.zones == SmallMatte::uncertain;
    const LinearModelOptions options {
        .radius = std::max(2, int(std::lround(windowInTexels * texel))), .smoothness = 2e-4F};
    // The more the photo's pixels outnumber the map's, the harder are its edges seen from the map.
    const double enlarged = texelIn(photo.size(), map.size());
    const float gain = float(1 + mostGain * std::clamp((enlarged - 1.6) / 3, 0.0, 1.0));

    auto model = linearModel(guide, start, band, options, progress.part(0.1, 0.5));
    if (!model)
        return tl::unexpected(model.error());
    steepen(*model, gain);
    const cv::Mat first = applied(*model, guide, small.zones);
    const cv::Mat second = inUnitRange(first + missing(first, clean));
    model = linearModel(guide, second, band, options, progress.part(0.5, 0.9));
    if (!model)
        return tl::unexpected(model.error());
    small.model = std::move(*model);
    steepen(small.model, gain / (1 - 2 * leftover));
    small.zones.setTo(0, detachedHaze(applied(small.model, guide, small.zones)));
    return small;
}

} // namespace core
