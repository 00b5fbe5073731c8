#include "core/effects/study.h"

#include "core/image/frame.h"

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cmath>
#include <vector>

namespace core {
namespace {

constexpr int largestSide = 1200;
constexpr int rowsAtOnce = 16;

/// Fills one row of the study with the means of `factor` x `factor` pixels, weighted by alpha.
void averageRow(const cv::Mat &visible, int y, Study &study)
{
    std::vector<cv::Vec3f> sums(std::size_t(study.tone.cols)); // tone x alpha, alpha, pixels
    const int end = std::min(visible.rows, (y + 1) * study.factor);
    for (int inner = y * study.factor; inner < end; ++inner) {
        const auto *row = visible.ptr<cv::Vec4b>(inner);
        for (int left = 0, x = 0; left < visible.cols; left += study.factor, ++x) {
            int tone = 0;
            int alpha = 0;
            const int right = std::min(visible.cols, left + study.factor);
            for (int i = left; i < right; ++i) {
                tone += (77 * row[i][0] + 150 * row[i][1] + 29 * row[i][2]) * row[i][3] >> 8;
                alpha += row[i][3];
            }
            sums[std::size_t(x)] += cv::Vec3f(float(tone), float(alpha), float(right - left));
        }
    }
    for (int x = 0; x < study.tone.cols; ++x) {
        const cv::Vec3f &sum = sums[std::size_t(x)];
        study.tone.at<float>(y, x) = sum[1] > 0 ? sum[0] / sum[1] / 255 : 0;
        study.opacity.at<float>(y, x) = sum[1] / sum[2] / 255;
    }
}

/// Three box filters come close to a Gaussian, at a cost that does not grow with its width.
cv::Mat blurred(const cv::Mat &field, double sigma)
{
    const int side = 2 * int(std::lround(sigma * 0.87)) + 1;
    cv::Mat result = field;
    for (int pass = 0; pass < 3 && side > 1; ++pass) {
        cv::Mat next;
        cv::boxFilter(result, next, -1, {side, side}, {-1, -1}, true, cv::BORDER_REPLICATE);
        result = next;
    }
    return result;
}

} // namespace

Result<Study> studyOf(const Cutout &cutout, const Progress &progress)
{
    Study study;
    study.frame = rectOf(visibleFrame(cutout.rgba, 0));
    if (study.frame.empty())
        return study;
    const int side = std::max(study.frame.width, study.frame.height);
    study.factor = (side + largestSide - 1) / largestSide;
    study.side = double(side) / study.factor;
    const cv::Size size((study.frame.width + study.factor - 1) / study.factor,
        (study.frame.height + study.factor - 1) / study.factor);
    study.tone.create(size, CV_32FC1);
    study.opacity.create(size, CV_32FC1);
    const cv::Mat visible = cutout.rgba(study.frame);
    const auto average = [&](int from, int to) {
        for (int y = from; y < to; ++y)
            averageRow(visible, y, study);
    };
    if (!inParts(size.height, rowsAtOnce, progress, average))
        return fail(Error::Code::Cancelled);
    return study;
}

cv::Mat smoothedInside(const cv::Mat &field, const Study &study, double sigma)
{
    const cv::Mat weighted = blurred(field.mul(study.opacity), sigma);
    const cv::Mat weights = blurred(study.opacity, sigma);
    return weighted / (weights + 1e-4);
}

cv::Mat flattened(const cv::Mat &tone, double radius, double contrast)
{
    const int side = 2 * int(std::lround(radius)) + 1;
    if (side <= 1)
        return tone;
    const auto mean = [side](const cv::Mat &field) {
        cv::Mat result;
        cv::blur(field, result, {side, side}, {-1, -1}, cv::BORDER_REPLICATE);
        return result;
    };
    const cv::Mat means = mean(tone);
    const cv::Mat variance = mean(tone.mul(tone)) - means.mul(means);
    const cv::Mat slope = variance / (variance + contrast * contrast);
    return mean(slope).mul(tone) + mean(means - slope.mul(means));
}

cv::Mat enlarged(const cv::Mat &field, const Study &study)
{
    cv::Mat integers;
    field.convertTo(integers, CV_16U, 65535);
    if (study.factor > 1)
        cv::resize(integers, integers, {}, study.factor, study.factor, cv::INTER_LINEAR);
    return integers(cv::Rect({0, 0}, study.frame.size()));
}

} // namespace core
