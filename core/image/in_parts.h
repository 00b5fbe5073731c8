#pragma once

#include "core/progress.h"

#include <opencv2/core/utility.hpp>

#include <algorithm>

namespace core {

/// Calls work(from, to) for parts [from, to) that together are [0, count), `perPart` long each, on
/// several threads. The parts do not depend on the number of threads. Reports to `progress` between
/// groups of parts; false where somebody asked for the end, with parts left undone.
template <typename Work>
bool inParts(int count, int perPart, const Progress &progress, const Work &work)
{
    const int parts = (count + perPart - 1) / perPart;
    const int group = std::max(16, (parts + 7) / 8);
    for (int first = 0; first < parts && !progress.stopped(); first += group) {
        const int last = std::min(parts, first + group);
        cv::parallel_for_(cv::Range(first, last), [&](const cv::Range &range) {
            for (int part = range.start; part < range.end && !progress.stopped(); ++part)
                work(part * perPart, std::min(count, (part + 1) * perPart));
        });
        progress.report(double(last) / parts);
    }
    return !progress.stopped();
}

} // namespace core
