#pragma once

#include <opencv2/core/mat.hpp>

#include <limits>

namespace core {

/// What full light or alpha is in one channel, std::uint8_t or std::uint16_t: 255 or 65535.
template <typename Sample>
constexpr float mostOf = std::numeric_limits<Sample>::max();

/// The same of pixels of 8 or 16 bit.
float mostIn(const cv::Mat &pixels);

/// Pixels of 16 bit in 8, each value rounded (65535 is 255); those of 8 bit as they are.
cv::Mat inEightBits(const cv::Mat &pixels);

} // namespace core
