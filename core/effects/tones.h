#pragma once

#include "core/image/image.h"

#include <array>
#include <cstdint>

namespace core {

/// How the tones of the visible animal are spread; each pixel counts as much as it is opaque.
class Tones
{
public:
    /// grey: CV_8UC1; alpha: CV_8UC1 of the same size. Large pictures are sampled.
    Tones(const cv::Mat &grey, const cv::Mat &alpha);

    /// The tone, 0..255, that `fraction` (0..1) of the animal is darker than; 0 where nothing is
    /// visible.
    double quantile(double fraction) const;

private:
    std::array<double, 256> m_darker {}; ///< share of the animal up to each tone
};

using ToneCurve = std::array<std::uint8_t, 256>;

/// Brightness of each pixel as the weighted sum of its sRGB values; weights sum to 1. CV_8UC1.
cv::Mat greyOf(const cv::Mat &rgba, const std::array<float, 3> &weights);

/// CV_8UC1.
cv::Mat alphaOf(const cv::Mat &rgba);

} // namespace core
