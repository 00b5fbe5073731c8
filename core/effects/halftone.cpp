#include "core/effects/halftone.h"

#include "core/effects/study.h"
#include "core/effects/tones.h"

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <numbers>
#include <vector>

namespace core {
namespace {

using Ink = cv::Vec3f;

const Ink paper(255, 253, 248);
const Ink ink(24, 38, 110);
constexpr double dotsAlong = 85;
constexpr double lightestInk = 0.03; // a dot too small would not print
constexpr double darkestInk = 0.93;

/// A wave along one axis: the product of one along x and one along y is highest in the middle of a
/// dot and lowest half way between dots, on a grid turned by 45 degrees.
struct Wave
{
    float height = 0;
    float slope = 0; ///< per pixel
};

std::vector<Wave> wavesOf(int length, double dotPx)
{
    const double turn = std::numbers::pi / (dotPx * std::numbers::sqrt2 / 2);
    std::vector<Wave> waves(static_cast<std::size_t>(length));
    for (std::size_t i = 0; i < waves.size(); ++i) {
        const double angle = turn * (double(i) + 0.5 - length / 2.0);
        waves[i] = {float(std::cos(angle)), float(turn * std::sin(angle))};
    }
    return waves;
}

/// The height above which the given share (0..1 in 256 steps) of the product of two waves lies.
std::array<float, 256> heightsOfShares()
{
    constexpr int steps = 512;
    std::vector<float> heights;
    for (int a = 0; a < steps; ++a)
        for (int b = 0; b < steps; ++b)
            heights.push_back(float(std::cos(std::numbers::pi * (a + 0.5) / steps)
                * std::cos(std::numbers::pi * (b + 0.5) / steps)));
    std::sort(heights.begin(), heights.end(), std::greater<>());
    std::array<float, 256> result {};
    for (std::size_t i = 0; i < result.size(); ++i)
        result[i] = heights[(heights.size() - 1) * i / 255];
    return result;
}

/// How much ink each part of the animal wants, 0..1: the animal's own range of tones over the
/// whole range of dots.
cv::Mat inkWanted(const Study &study)
{
    const cv::Mat filled = smoothedInside(study.tone, study, study.side / dotsAlong / 5);
    const cv::Mat around = smoothedInside(filled, study, study.side / 14);
    cv::Mat tone = filled + 0.45 * (filled - around);
    cv::Mat bytes;
    cv::Mat alpha;
    tone.convertTo(bytes, CV_8U, 255);
    study.opacity.convertTo(alpha, CV_8U, 255);
    const Tones tones(bytes, alpha);
    const double dark = tones.quantile(0.02) / 255;
    const double light = tones.quantile(0.98) / 255;
    const double gain = 1 / std::max(0.25, light - dark);
    const cv::Mat wanted = 1 - (tone - dark) * gain;
    return cv::max(lightestInk, cv::min(wanted, darkestInk));
}

std::uint8_t mixedByte(float from, float to, float share)
{
    return std::uint8_t(from + (to - from) * share + 0.5F);
}

} // namespace

Result<Cutout> halftone(const Cutout &cutout, const Progress &progress)
{
    const auto study = studyOf(cutout, progress.part(0, 0.2));
    if (!study)
        return tl::unexpected(study.error());
    if (study->frame.empty())
        return cutout;
    const double dotPx = std::max(2.0, study->side * study->factor / dotsAlong);
    const cv::Mat wanted = enlarged(inkWanted(*study), *study);
    const std::vector<Wave> columns = wavesOf(study->frame.width, dotPx);
    const std::vector<Wave> rows = wavesOf(study->frame.height, dotPx);
    static const std::array<float, 256> heights = heightsOfShares();

    return painted(cutout, study->frame, progress.part(0.2, 1),
        [&](int y, const cv::Vec4b *in, cv::Vec4b *out) {
            const auto *shares = wanted.ptr<std::uint16_t>(y);
            const Wave row = rows[std::size_t(y)];
            for (int x = 0; x < wanted.cols; ++x) {
                if (!in[x][3])
                    continue;
                const Wave column = columns[std::size_t(x)];
                const float over = row.height * column.height - heights[shares[x] >> 8];
                const float width = std::abs(row.slope * column.height)
                    + std::abs(row.height * column.slope) + 1e-3F;
                const float inked = std::clamp(over / width + 0.5F, 0.0F, 1.0F);
                for (int c = 0; c < 3; ++c)
                    out[x][c] = mixedByte(paper[c], ink[c], inked);
            }
        });
}

} // namespace core
