#pragma once

#include "core/progress.h"
#include "core/result.h"

#include <opencv2/core/mat.hpp>

namespace core {

/// How far and how closely the model follows the guide.
struct LinearModelOptions
{
    int radius = 8; ///< px of the guide: half the side of the square windows
    float smoothness = 1e-3F; ///< epsilon of He et al., for colours in 0..1
};

/// The colour-guided filter's coefficients (He, Sun, Tang, "Guided Image Filtering", PAMI 2013,
/// equations 19 to 21): in each window alpha is fitted as red*r + green*g + blue*b + offset.
/// guide: CV_8UC3; alpha: CV_32FC1, 0..1; band: CV_8UC1, non-zero where coefficients are wanted;
/// all of one size. Returns CV_32FC4 for colours in 0..255, already averaged over the windows that
/// hold the pixel; 0 outside the band. Errors: Cancelled; what OpenCV throws is for the caller.
Result<cv::Mat> linearModel(const cv::Mat &guide, const cv::Mat &alpha, const cv::Mat &band,
    const LinearModelOptions &options, const Progress &progress);

} // namespace core
