#pragma once

#include <opencv2/core/mat.hpp>

namespace core {

/// The two colours that are mixed in each pixel. Both of the photo's type, of one size.
struct TwoColours
{
    cv::Mat animal;
    cv::Mat background;
};

/// One level of the pyramid of foreground estimation, all of one size.
struct ForegroundLevel
{
    cv::Mat photo; ///< CV_8UC3 or CV_16UC3
    cv::Mat alpha; ///< CV_8UC1
    TwoColours colours; ///< as far as they are known; empty at the finest level
};

/// Photo and alpha at half the size (rounded up), each pixel the mean of up to four. Alpha stays
/// strictly between 0 and 255 where the four differ: no uncertain pixel is lost on the way down.
ForegroundLevel halved(const ForegroundLevel &fine);

/// Rim around a tile that solvedTile() computes besides it, in pixels of the level.
int rimOf(cv::Size level);

/// Solves one tile of `level` (inspyrenet spec, section 16.1), starting from `coarse`, half its
/// size. Pixels are swept like a checkerboard, in place, with a rim that each tile computes anew:
/// the result depends neither on the tiles nor on threads.
TwoColours solvedTile(const ForegroundLevel &level, const TwoColours &coarse, const cv::Rect &tile);

} // namespace core
