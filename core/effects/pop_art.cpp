#include "core/effects/pop_art.h"

#include "core/effects/study.h"
#include "core/effects/tones.h"

#include <opencv2/imgproc.hpp>

#include <array>
#include <cstdlib>

namespace core {
namespace {

using Ink = cv::Vec3f;

/// From the darkest tone to the lightest.
const std::array<Ink, 5> inks {
    Ink(43, 12, 87), Ink(214, 20, 110), Ink(255, 84, 38), Ink(255, 190, 30), Ink(255, 245, 214)};
constexpr std::size_t cuts = inks.size() - 1;

/// Share of the animal below each cut. A cut stands between that and an even division of the
/// animal's range, so that a white animal is not covered with shadows.
constexpr std::array<double, cuts> shares {0.12, 0.34, 0.62, 0.86};
constexpr double ownHistogram = 0.6;

using Cuts = std::array<int, cuts>; // 0..65535

Cuts cutsOf(const cv::Mat &tone, const cv::Mat &opacity)
{
    cv::Mat bytes;
    cv::Mat alpha;
    tone.convertTo(bytes, CV_8U, 255);
    opacity.convertTo(alpha, CV_8U, 255);
    const Tones tones(bytes, alpha);
    const double dark = tones.quantile(0.01);
    const double light = tones.quantile(0.99);
    Cuts result {};
    for (std::size_t i = 0; i < cuts; ++i) {
        const double even = dark + (light - dark) * double(i + 1) / double(cuts + 1);
        const double own = tones.quantile(shares[i]);
        result[i] = int(257 * (ownHistogram * own + (1 - ownHistogram) * even));
    }
    return result;
}

/// Tones without fur texture but with the face's drawing made stronger.
cv::Mat drawing(const Study &study)
{
    const cv::Mat filled = smoothedInside(study.tone, study, study.side / 400);
    const cv::Mat flat = flattened(filled, study.side / 90, 0.08);
    const cv::Mat around = smoothedInside(flat, study, study.side / 14);
    const cv::Mat stronger = flat + 0.5 * (flat - around);
    return smoothedInside(cv::max(0.0, cv::min(stronger, 1.0)), study, study.side / 500);
}

/// One pixel between inks: each border is as wide as one pixel's step of the tone.
cv::Vec4b inked(int tone, int step, const Cuts &at)
{
    Ink colour = inks[0];
    const float width = float(std::max(step, 48));
    for (std::size_t i = 0; i < cuts; ++i) {
        const float over = std::clamp(float(tone - at[i]) / width + 0.5F, 0.0F, 1.0F);
        colour += (inks[i + 1] - inks[i]) * over;
    }
    const auto byte = [](float value) { return std::uint8_t(value + 0.5F); };
    return {byte(colour[0]), byte(colour[1]), byte(colour[2]), 255};
}

} // namespace

Result<Cutout> popArt(const Cutout &cutout, const Progress &progress)
{
    const auto study = studyOf(cutout, progress.part(0, 0.2));
    if (!study)
        return tl::unexpected(study.error());
    if (study->frame.empty())
        return cutout;
    const cv::Mat small = drawing(*study);
    const Cuts at = cutsOf(small, study->opacity);
    const cv::Mat tones = enlarged(small, *study);
    return painted(cutout, study->frame, progress.part(0.2, 1),
        [&](int y, const cv::Vec4b *in, cv::Vec4b *out) {
            const auto *row = tones.ptr<std::uint16_t>(y);
            const auto *next = tones.ptr<std::uint16_t>(std::min(y + 1, tones.rows - 1));
            for (int x = 0; x < tones.cols; ++x) {
                const int right = row[std::min(x + 1, tones.cols - 1)];
                const int step = std::abs(right - row[x]) + std::abs(int(next[x]) - row[x]);
                if (in[x][3])
                    out[x] = inked(row[x], step, at);
            }
        });
}

} // namespace core
