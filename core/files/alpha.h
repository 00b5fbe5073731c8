#pragma once

#include <opencv2/core/mat.hpp>

/// Alpha is the last of 2 or 4 channels, 8 or 16 bit.
namespace core {

/// Divides colours that were multiplied by their alpha. Under alpha 0 they become 0.
void makeStraight(cv::Mat &pixels);

/// True where every pixel is fully opaque.
bool isOpaque(const cv::Mat &pixels);

} // namespace core
