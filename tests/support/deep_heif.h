#pragma once

#include "tests/photo_files.h"

namespace files {

/// A lossless HEIC or AVIF of 10 or 12 bit, which this libheif cannot write: coded by x265 or libaom
/// themselves, the boxes around it put together by hand. `grey` is CV_16UC1 and holds 0..2^bits - 1;
/// sides are multiples of 8.
Bytes deepHeif(HeifKind kind, int bits, const cv::Mat &grey);

} // namespace files
