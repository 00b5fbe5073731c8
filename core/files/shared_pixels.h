#pragma once

#include <opencv2/core/mat.hpp>

namespace core {

/// A memory file with a copy of these pixels, row after row, that nobody can change any more; -1
/// where there is no memory for it.
int sharedCopyOf(const cv::Mat &pixels);

/// The pixels of such a file, mapped and not copied; unmapped with the last cv::Mat that shows them.
/// Writing to them changes this process's view alone. Empty where the file is not of that size, or
/// could still be cut short by whoever made it (reading would end in a signal).
cv::Mat takenOver(int file, int rows, int cols, int type);

} // namespace core
