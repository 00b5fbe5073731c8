#pragma once

#include "core/image/image.h"
#include "core/image/in_parts.h"
#include "core/result.h"

namespace core {

/// The visible part of a cut-out, and its tones at a size at which filters are quick.
struct Study
{
    cv::Rect frame; ///< of the visible pixels, in the cut-out; empty where nothing is visible
    int factor = 1; ///< px of the cut-out in one px of the study
    double side = 0; ///< the frame's larger side, px of the study: at most 1200
    cv::Mat tone; ///< CV_32FC1, 0..1: brightness of sRGB values; 0 where nothing is visible
    cv::Mat opacity; ///< CV_32FC1, 0..1
};

/// Errors: Cancelled.
Result<Study> studyOf(const Cutout &cutout, const Progress &progress);

/// `field` smoothed over about `sigma` px of the study, by visible pixels alone: the ground outside
/// does not darken the edge.
cv::Mat smoothedInside(const cv::Mat &field, const Study &study, double sigma);

/// Flat areas smoothed over about `radius` px, edges over `contrast` (0..1) kept: the guided filter
/// of a picture with itself.
cv::Mat flattened(const cv::Mat &tone, double radius, double contrast);

/// A field of the study (0..1, clamped) at the size of the study's frame in the cut-out, as
/// CV_16UC1, 0..65535.
cv::Mat enlarged(const cv::Mat &field, const Study &study);

/// A cut-out of the same size whose visible rows are made by paint(y, photo, out): y counts from
/// the top of `frame`, both pointers from its left edge. Alpha stays, and nothing is left where it
/// is 0. Errors: Cancelled.
template <typename Paint>
Result<Cutout> painted(
    const Cutout &cutout, const cv::Rect &frame, const Progress &progress, const Paint &paint)
{
    constexpr int rowsAtOnce = 32;
    Cutout result {cv::Mat::zeros(cutout.rgba.size(), CV_8UC4)};
    const auto paintRows = [&](int from, int to) {
        for (int y = from; y < to; ++y) {
            const auto *in = cutout.rgba.ptr<cv::Vec4b>(frame.y + y) + frame.x;
            auto *out = result.rgba.ptr<cv::Vec4b>(frame.y + y) + frame.x;
            paint(y, in, out);
            for (int x = 0; x < frame.width; ++x)
                out[x] =
                    in[x][3] ? cv::Vec4b(out[x][0], out[x][1], out[x][2], in[x][3]) : cv::Vec4b();
        }
    };
    if (!inParts(frame.height, rowsAtOnce, progress, paintRows))
        return fail(Error::Code::Cancelled);
    return result;
}

} // namespace core
