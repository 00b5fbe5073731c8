#pragma once

#include "core/image/image.h"

#include <opencv2/core/mat.hpp>

namespace core {

/// How far two saliency maps are apart.
struct MapDifference
{
    double mean = 0; ///< absolute, 0..1
    double shareOff = 0; ///< of pixels that differ by more than a tenth, 0..1
};

/// Of two CV_32FC1 maps of one size; what is not a number counts as wholly different.
MapDifference differenceOf(const cv::Mat &map, const cv::Mat &reference);

/// The same after both were brought to `size` by area (one map came from another input size).
MapDifference differenceAt(cv::Size size, const cv::Mat &map, const cv::Mat &reference);

/// Bounds between a precision and float32 on the same device and input. Rounding to half moves
/// edge pixels by a few hundredths; an overflow or a wrong kernel changes whole areas.
inline constexpr MapDifference parityBound {.mean = 0.01, .shareOff = 0.005};

/// Bound of the mean between an int8 mask and a float32 preview of the same photo, both at the
/// preview's size. Measured on 50 pet photos: int8 itself moves a mask of 384 px by 0.0051 on average
/// and 0.0093 at most (Swin-B with weights made by a formula, as no official ones were at hand); two
/// sizes of one network in float32, 384 and 256 px, are 0.023 apart on average, 95 % of photos below
/// 0.061, one at 0.099 (the bundled network). The bound is the sum of the latter 95 % and of int8's
/// most: above it something else went wrong, such as half an animal lost or a chair found.
inline constexpr double secondOpinionBound = 0.07;

/// True where both figures are within the bound.
bool isWithin(const MapDifference &difference, const MapDifference &bound);

/// The fixed picture of the parity check: a soft-edged animal-like shape on a structured ground,
/// side x side px, the same on every machine.
Image parityPicture(int side);

} // namespace core
