#pragma once

#include "core/image/size.h"

#include <opencv2/core/mat.hpp>

/// The pixel rule, said once for the whole program: 8 bit, sRGB, upright, rows top to bottom, RGB
/// or RGBA order, alpha straight (never premultiplied). Files of other kinds are converted when
/// they are read. A cv::Mat is a handle: whoever gets an Image by const reference does not write to
/// its pixels.
///
/// The one exception are deep pixels, 16 bit: a photo that was read at Depth::AsStored, and its
/// cut-out until it is written. Screen, networks and effects take 8 bit; see core/image/depth.h.
namespace core {

/// What becomes of a picture with more than 8 bits a channel.
enum class Depth {
    Eight, ///< the nearest of 256 levels
    AsStored, ///< all its levels, in 16 bit
};

/// A photo or a picture for the screen.
struct Image
{
    cv::Mat pixels; ///< CV_8UC3 (RGB) or CV_8UC4 (RGBA); deep: CV_16UC3 or CV_16UC4

    bool isEmpty() const { return pixels.empty(); }
    bool isDeep() const { return pixels.depth() == CV_16U; }
    bool hasAlpha() const { return pixels.channels() == 4; }
    Size size() const { return {pixels.cols, pixels.rows}; }
};

/// How much of each pixel is animal, at the photo's own resolution.
struct Matte
{
    cv::Mat alpha; ///< CV_8UC1, 255: animal

    bool isEmpty() const { return alpha.empty(); }
    Size size() const { return {alpha.cols, alpha.rows}; }
};

/// An animal without its background: colours freed of the old background, straight alpha.
/// Under alpha 0 the colour is 0: nothing of the old background hides there.
struct Cutout
{
    cv::Mat rgba; ///< CV_8UC4; deep: CV_16UC4

    bool isEmpty() const { return rgba.empty(); }
    bool isDeep() const { return rgba.depth() == CV_16U; }
    Size size() const { return {rgba.cols, rgba.rows}; }
};

} // namespace core
