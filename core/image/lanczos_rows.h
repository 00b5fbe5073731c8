#pragma once

#include "core/image/taps.h"

#include <opencv2/core/mat.hpp>

#include <vector>

/// The steps of antialiased Lanczos (a = 3), row by row: for pictures that are whole
/// (resizedLanczos()) and for those that come in rows (RowResizer). A row is floats, four a pixel
/// (the fourth is alpha, or idle), so that a pixel is one SIMD value; colours are premultiplied.
namespace core {

/// Taps with weights as the steps use them.
struct LanczosTaps
{
    Taps taps;
    std::vector<float> weights;
};
LanczosTaps lanczosTaps(int from, int to);

/// RGB or RGBA of 8 or 16 bit.
constexpr bool isForLanczos(int type)
{
    return type == CV_8UC3 || type == CV_8UC4 || type == CV_16UC3 || type == CV_16UC4;
}

/// Row `y` as floats.
void loadRow(const cv::Mat &pixels, int y, float *row);

/// A row of another width. Between the passes values are held to 0..highest, as Pillow does: no
/// ringing of ringing.
void narrowRow(const float *from, float *to, const LanczosTaps &across, float highest);

/// Output row `y` from the rows that its taps name: `rows` begins with the first of them, all have
/// `stride` floats. Values are held as above.
void lowerRow(const float *rows, std::size_t stride, float *sums, int y, const LanczosTaps &down,
    float highest);

/// The row as pixels, alpha straight again.
void storeRow(const float *row, cv::Mat &pixels, int y);

} // namespace core
