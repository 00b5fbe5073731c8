#pragma once

#include <opencv2/core/mat.hpp>

namespace core {

/// Where a matte shows what is not the animal: faint smudges (they never reach 40 %) that are
/// parted from everything surer by less than 8 %, and what is fainter still and far away. Soft fur
/// stays: it hangs together with the animal, or is a small piece close to it. alpha: CV_32FC1,
/// 0..1. Returns CV_8UC1, 255: haze; all 0 where nothing in the matte reaches 40 %.
cv::Mat detachedHaze(const cv::Mat &alpha);

} // namespace core
