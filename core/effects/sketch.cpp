#include "core/effects/sketch.h"

#include "core/effects/study.h"
#include "core/effects/tones.h"

#include <opencv2/imgproc.hpp>

#include <cmath>

namespace core {
namespace {

constexpr double pencil = 0.14; // the darkest graphite, 0..1
constexpr double linePower = 2.6;
constexpr double shading = 0.28;

/// 0..1: how light the paper stays. Lines are dodged as in a darkroom: a tone divided by what
/// surrounds it.
cv::Mat paperLight(const Study &study)
{
    const cv::Mat fine = smoothedInside(study.tone, study, study.side / 900);
    const cv::Mat wide = smoothedInside(fine, study, study.side / 110);
    cv::Mat lines = cv::min((fine + 0.04) / (wide + 0.04), 1.0);
    cv::pow(lines, linePower, lines);

    cv::Mat bytes;
    cv::Mat alpha;
    wide.convertTo(bytes, CV_8U, 255);
    study.opacity.convertTo(alpha, CV_8U, 255);
    const Tones tones(bytes, alpha);
    const double dark = tones.quantile(0.02) / 255;
    const double light = std::max(dark + 0.2, tones.quantile(0.9) / 255);
    cv::Mat shade = cv::max(0.0, cv::min((wide - dark) / (light - dark), 1.0));
    shade = (1 - shading) + shading * shade;
    return pencil + (1 - pencil) * lines.mul(shade);
}

} // namespace

Result<Cutout> sketch(const Cutout &cutout, const Progress &progress)
{
    const auto study = studyOf(cutout, progress.part(0, 0.2));
    if (!study)
        return tl::unexpected(study.error());
    if (study->frame.empty())
        return cutout;
    const cv::Mat light = enlarged(paperLight(*study), *study);
    return painted(
        cutout, study->frame, progress.part(0.2, 1), [&](int y, const cv::Vec4b *, cv::Vec4b *out) {
            const auto *row = light.ptr<std::uint16_t>(y);
            for (int x = 0; x < light.cols; ++x) {
                const auto tone = std::uint8_t(row[x] >> 8);
                out[x] = {tone, tone, tone, 255};
            }
        });
}

} // namespace core
