#include "core/matte/refine.h"

#include "core/image/guarded.h"
#include "core/image/in_parts.h"
#include "core/matte/linear_model.h"

#include <opencv2/imgproc.hpp>

#include <cmath>

namespace core {
namespace {

constexpr int guideLongSide = 1280; // enough for fur; the full-size photo enters at the end
constexpr int rowsAtOnce = 64;
constexpr float sureBackground = 0.02F;
constexpr float sureAnimal = 0.98F;

/// The map with every value in 0..1; what is not a number is background.
cv::Mat cleaned(const cv::Mat &map)
{
    cv::Mat clean = map.clone();
    for (int y = 0; y < clean.rows; ++y)
        for (float &value : cv::Mat_<float>(clean.row(y)))
            value = value > 0 ? std::min(value, 1.0F) : 0;
    return clean;
}

cv::Size guideSize(const cv::Mat &photo)
{
    const double scale = std::min(1.0, double(guideLongSide) / std::max(photo.cols, photo.rows));
    return {std::max(1, int(std::lround(photo.cols * scale))),
        std::max(1, int(std::lround(photo.rows * scale)))};
}

cv::Mat scaled(const cv::Mat &picture, cv::Size size)
{
    const bool shrinks = size.width < picture.cols && size.height < picture.rows;
    cv::Mat result;
    cv::resize(picture, result, size, 0, 0, shrinks ? cv::INTER_AREA : cv::INTER_LINEAR);
    return result;
}

/// Side of one pixel of the map, in pixels of the guide; at least 1.
double texelSide(const cv::Mat &map, cv::Size guide)
{
    return std::max({1.0, double(guide.width) / map.cols, double(guide.height) / map.rows});
}

/// 255 where the matte has to be computed: uncertain pixels and what the upsampling blurs.
cv::Mat bandOf(const cv::Mat &alpha, int reach)
{
    cv::Mat band;
    cv::inRange(alpha, sureBackground, sureAnimal, band);
    const cv::Size size(2 * reach + 1, 2 * reach + 1);
    cv::dilate(band, band, cv::getStructuringElement(cv::MORPH_RECT, size));
    return band;
}

/// What the guide's pixels say, ready to be read between them.
struct SmallMatte
{
    cv::Mat alpha; ///< CV_32FC1, upsampled map
    cv::Mat band; ///< CV_8UC1
    cv::Mat model; ///< CV_32FC4, see linearModel()
};

/// Rounds away the haze that a filter leaves far from the edge.
std::uint8_t toByte(float alpha)
{
    const float contrasted = (alpha - 0.03F) / 0.94F;
    return cv::saturate_cast<std::uint8_t>(contrasted * 255.0F);
}

/// Where a pixel centre of the photo falls between two pixels of the guide.
struct Between
{
    int first = 0;
    int second = 0;
    float weight = 0; ///< of the second
};

Between between(int position, int from, int to)
{
    const float at = std::clamp((position + 0.5F) * to / from - 0.5F, 0.0F, float(to - 1));
    const int first = int(at);
    return {first, std::min(first + 1, to - 1), at - float(first)};
}

void fillRow(const SmallMatte &small, const cv::Mat &photo, int y, cv::Mat &alpha)
{
    const Between row = between(y, photo.rows, small.alpha.rows);
    const auto *upper = small.model.ptr<cv::Vec4f>(row.first);
    const auto *lower = small.model.ptr<cv::Vec4f>(row.second);
    const auto *band = small.band.ptr<std::uint8_t>(row.weight < 0.5F ? row.first : row.second);
    const auto *sure = small.alpha.ptr<float>(row.weight < 0.5F ? row.first : row.second);
    const auto *colours = photo.ptr<cv::Vec3b>(y);
    auto *out = alpha.ptr<std::uint8_t>(y);
    for (int x = 0; x < photo.cols; ++x) {
        const Between column = between(x, photo.cols, small.alpha.cols);
        const int nearest = column.weight < 0.5F ? column.first : column.second;
        if (!band[nearest]) {
            out[x] = sure[nearest] < 0.5F ? 0 : 255;
            continue;
        }
        const cv::Vec4f left =
            upper[column.first] * (1 - row.weight) + lower[column.first] * row.weight;
        const cv::Vec4f right =
            upper[column.second] * (1 - row.weight) + lower[column.second] * row.weight;
        const cv::Vec4f fit = left * (1 - column.weight) + right * column.weight;
        const cv::Vec3b &colour = colours[x];
        out[x] = toByte(fit[0] * colour[0] + fit[1] * colour[1] + fit[2] * colour[2] + fit[3]);
    }
}

SmallMatte smallMatte(const cv::Mat &photo, const cv::Mat &map)
{
    const cv::Size size = guideSize(photo);
    const double texel = texelSide(map, size);
    SmallMatte small;
    small.alpha = scaled(cleaned(map), size);
    small.band = bandOf(small.alpha, int(std::ceil(1.5 * texel)));
    small.model = linearModel(scaled(photo, size), small.alpha, small.band,
        {.radius = std::max(2, int(std::lround(1.5 * texel))), .smoothness = 1e-3F});
    return small;
}

} // namespace

Result<Matte> refinedMatte(const Image &image, const Saliency &saliency, const Progress &progress)
{
    if (image.pixels.empty() || image.pixels.type() != CV_8UC3 || saliency.map.empty()
        || saliency.map.type() != CV_32FC1)
        return fail(Error::Code::Unexpected, "refinedMatte wants RGB and a float map");
    return guarded([&]() -> Result<Matte> {
        const SmallMatte small = smallMatte(image.pixels, saliency.map);
        Matte matte {cv::Mat(image.pixels.size(), CV_8UC1)};
        const auto fill = [&](int from, int to) {
            for (int y = from; y < to; ++y)
                fillRow(small, image.pixels, y, matte.alpha);
        };
        if (!inParts(image.pixels.rows, rowsAtOnce, progress.part(0.4, 1), fill))
            return fail(Error::Code::Cancelled);
        return matte;
    });
}

} // namespace core
