#include "core/image/strips.h"

#include <opencv2/core/utility.hpp>

#include <algorithm>

namespace core {

bool forEachStrip(
    int rows, int height, const Progress &progress, const std::function<void(Strip)> &work)
{
    const int strips = (rows + height - 1) / height;
    // Rounds let the caller's thread report; a few strips a thread keep all threads busy in each.
    const int round = 4 * std::max(1, cv::getNumThreads());
    for (int done = 0; done < strips; done += round) {
        const cv::Range range(done, std::min(strips, done + round));
        cv::parallel_for_(
            range,
            [&](const cv::Range &part) {
                for (int i = part.start; i < part.end && !progress.stopped(); ++i)
                    work({i * height, std::min(rows, (i + 1) * height)});
            },
            range.size());
        if (progress.stopped())
            return false;
        progress.report(static_cast<double>(range.end) / strips);
    }
    return true;
}

} // namespace core
