#include "core/matte/linear_model.h"

#include "core/image/in_parts.h"

#include <opencv2/imgproc.hpp>

#include <array>

namespace core {
namespace {

constexpr int tileSide = 128;
constexpr float byteToUnit = 1.0F / 255.0F;

/// Per pixel: r, g, b, alpha, rr, rg, rb, gg, gb, bb, r*alpha, g*alpha, b*alpha.
using Moments = cv::Vec<float, 13>;

cv::Mat momentsOf(const cv::Mat &guide, const cv::Mat &alpha)
{
    cv::Mat_<Moments> moments(guide.size());
    for (int y = 0; y < guide.rows; ++y) {
        const auto *colours = guide.ptr<cv::Vec3b>(y);
        const auto *alphas = alpha.ptr<float>(y);
        Moments *row = moments[y];
        for (int x = 0; x < guide.cols; ++x) {
            const float r = colours[x][0] * byteToUnit;
            const float g = colours[x][1] * byteToUnit;
            const float b = colours[x][2] * byteToUnit;
            const float a = alphas[x];
            const std::array<float, 13> products {
                r, g, b, a, r * r, r * g, r * b, g * g, g * b, b * b, r * a, g * a, b * a};
            row[x] = Moments(products.data());
        }
    }
    return moments;
}

/// Solves (covariance + smoothness) * slope = covariance with alpha, by cofactors.
cv::Vec4f fitted(const Moments &m, float smoothness)
{
    const float rr = m[4] - m[0] * m[0] + smoothness;
    const float rg = m[5] - m[0] * m[1];
    const float rb = m[6] - m[0] * m[2];
    const float gg = m[7] - m[1] * m[1] + smoothness;
    const float gb = m[8] - m[1] * m[2];
    const float bb = m[9] - m[2] * m[2] + smoothness;
    const float ra = m[10] - m[0] * m[3];
    const float ga = m[11] - m[1] * m[3];
    const float ba = m[12] - m[2] * m[3];

    const float c00 = gg * bb - gb * gb;
    const float c01 = gb * rb - rg * bb;
    const float c02 = rg * gb - gg * rb;
    const float c11 = rr * bb - rb * rb;
    const float c12 = rg * rb - rr * gb;
    const float c22 = rr * gg - rg * rg;
    const float inverse = 1.0F / std::max(rr * c00 + rg * c01 + rb * c02, 1e-12F);

    const float red = (c00 * ra + c01 * ga + c02 * ba) * inverse;
    const float green = (c01 * ra + c11 * ga + c12 * ba) * inverse;
    const float blue = (c02 * ra + c12 * ga + c22 * ba) * inverse;
    const float offset = m[3] - red * m[0] - green * m[1] - blue * m[2];
    return {red * byteToUnit, green * byteToUnit, blue * byteToUnit, offset};
}

cv::Rect grown(const cv::Rect &tile, int by, const cv::Size &limit)
{
    const cv::Rect larger(tile.x - by, tile.y - by, tile.width + 2 * by, tile.height + 2 * by);
    return larger & cv::Rect({0, 0}, limit);
}

/// The averaged coefficients of one tile. Everything is computed with a rim of two radii, so that
/// tiles meet without a seam.
void fitTile(const cv::Mat &guide, const cv::Mat &alpha, const cv::Rect &tile,
    const LinearModelOptions &options, cv::Mat &model)
{
    const cv::Rect region = grown(tile, 2 * options.radius, guide.size());
    const cv::Size window(2 * options.radius + 1, 2 * options.radius + 1);
    const cv::Point centre(-1, -1);

    cv::Mat means;
    cv::boxFilter(momentsOf(guide(region), alpha(region)), means, -1, window, centre, true,
        cv::BORDER_REFLECT | cv::BORDER_ISOLATED);
    cv::Mat_<cv::Vec4f> fits(region.size());
    for (int y = 0; y < fits.rows; ++y) {
        const auto *row = means.ptr<Moments>(y);
        for (int x = 0; x < fits.cols; ++x)
            fits(y, x) = fitted(row[x], options.smoothness);
    }
    cv::boxFilter(fits, means, -1, window, centre, true, cv::BORDER_REFLECT | cv::BORDER_ISOLATED);
    means(tile - region.tl()).copyTo(model(tile));
}

} // namespace

Result<cv::Mat> linearModel(const cv::Mat &guide, const cv::Mat &alpha, const cv::Mat &band,
    const LinearModelOptions &options, const Progress &progress)
{
    cv::Mat model = cv::Mat::zeros(guide.size(), CV_32FC4);
    const int columns = (guide.cols + tileSide - 1) / tileSide;
    const int rows = (guide.rows + tileSide - 1) / tileSide;
    const auto fit = [&](int i, int) {
        const cv::Rect tile =
            cv::Rect(i % columns * tileSide, i / columns * tileSide, tileSide, tileSide)
            & cv::Rect({0, 0}, guide.size());
        if (cv::countNonZero(band(tile)) > 0)
            fitTile(guide, alpha, tile, options, model);
    };
    if (!inParts(columns * rows, 1, progress, fit))
        return fail(Error::Code::Cancelled);
    return model;
}

} // namespace core
