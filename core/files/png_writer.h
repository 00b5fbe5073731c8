#pragma once

#include "core/files/png_deflate.h"
#include "core/image/image.h"
#include "core/progress.h"
#include "core/result.h"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace core {

/// What a PNG says beside its pixels.
struct PngOptions
{
    double dotsPerInch = 0; ///< pHYs; 0: none written
    Compression compression = Compression::Fast;
    bool tagSrgb = true; ///< iCCP with srgbProfile(); for grey the sRGB chunk
    std::vector<std::uint8_t> exif = {}; ///< eXIf; empty: none written
    /// keyword (1..79 Latin-1), text (UTF-8)
    std::vector<std::pair<std::string, std::string>> texts = {};
};

/// PNG bytes of grey, RGB or RGBA pixels of 8 or 16 bit (1, 3 or 4 channels of CV_8U or CV_16U),
/// compressed by all threads at once. The same input gives the same bytes on every machine. Errors:
/// Cancelled; OutOfMemory; Unexpected (other pixels, a keyword or text that PNG forbids).
Result<std::vector<std::uint8_t>> encodedPng(
    const cv::Mat &pixels, const PngOptions &options, const Progress &progress = {});

} // namespace core
