#pragma once

#include "core/progress.h"

#include <functional>

namespace core {

/// Rows [first, last) of a picture.
struct Strip
{
    int first = 0;
    int last = 0;
};

/// Calls `work` for every strip of `height` rows (the last may be lower), several at once, in no
/// given order. Asks `progress` before each strip and reports from the caller's thread only.
/// Returns false where it was stopped: some strips were left out.
bool forEachStrip(
    int rows, int height, const Progress &progress, const std::function<void(Strip)> &work);

} // namespace core
