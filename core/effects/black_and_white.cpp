#include "core/effects/black_and_white.h"

#include "core/effects/tones.h"
#include "core/image/in_parts.h"

#include <cmath>

namespace core {
namespace {

constexpr std::array<float, 3> yellowGlass {0.38F, 0.52F, 0.10F};
constexpr int rowsAtOnce = 64;
constexpr double mostGain =
    1.8; // a flat photo is not blown up beyond this: it would show its noise

/// From 0..1 to 0..1: a soft S whose steepness in the middle is 1 + `strength`.
double sShaped(double tone, double strength)
{
    const double smooth = tone * tone * (3 - 2 * tone); // steepness 1.5
    return tone + (smooth - tone) * strength * 2;
}

ToneCurve filmCurve(const Tones &tones)
{
    const double dark = tones.quantile(0.005);
    const double light = tones.quantile(0.995);
    const double gain = std::min(mostGain, (246.0 - 8.0) / std::max(1.0, light - dark));
    // Where the gain is limited, the spare room is shared by both ends as the photo had it.
    const double spare = std::max(0.0, (246.0 - 8.0) - gain * (light - dark));
    const double offset = 8 + spare * dark / std::max(1.0, 255 - light + dark);
    ToneCurve curve {};
    for (std::size_t i = 0; i < curve.size(); ++i) {
        const double stretched = std::clamp((offset + gain * (double(i) - dark)) / 255, 0.0, 1.0);
        curve[i] = std::uint8_t(std::lround(255 * sShaped(stretched, 0.35)));
    }
    return curve;
}

} // namespace

Result<Cutout> blackAndWhite(const Cutout &cutout, const Progress &progress)
{
    const cv::Mat grey = greyOf(cutout.rgba, yellowGlass);
    const ToneCurve curve = filmCurve(Tones(grey, alphaOf(cutout.rgba)));
    Cutout result {cv::Mat(cutout.rgba.size(), CV_8UC4)};
    const auto apply = [&](int from, int to) {
        for (int y = from; y < to; ++y) {
            const auto *in = cutout.rgba.ptr<cv::Vec4b>(y);
            const auto *tones = grey.ptr<std::uint8_t>(y);
            auto *out = result.rgba.ptr<cv::Vec4b>(y);
            for (int x = 0; x < grey.cols; ++x) {
                const std::uint8_t tone = in[x][3] ? curve[tones[x]] : 0;
                out[x] = {tone, tone, tone, in[x][3]};
            }
        }
    };
    if (!inParts(grey.rows, rowsAtOnce, progress, apply))
        return fail(Error::Code::Cancelled);
    return result;
}

} // namespace core
