#include "core/image/in_parts.h"

#include <opencv2/core/utility.hpp>

#include <algorithm>

namespace core {

bool inParts(
    int count, int perPart, const Progress &progress, const std::function<void(int, int)> &work)
{
    const int parts = count / perPart + (count % perPart != 0 ? 1 : 0);
    // Rounds let the caller's thread report; a few parts a thread keep all threads busy in each.
    const int round = std::max(4 * std::max(1, cv::getNumThreads()), parts / 8);
    for (int done = 0; done < parts && !progress.stopped(); done += round) {
        const cv::Range range(done, std::min(parts, done + round));
        cv::parallel_for_(
            range,
            [&](const cv::Range &some) {
                for (int i = some.start; i < some.end && !progress.stopped(); ++i)
                    work(i * perPart, i + 1 < parts ? (i + 1) * perPart : count);
            },
            range.size());
        progress.report(static_cast<double>(range.end) / parts);
    }
    return !progress.stopped();
}

} // namespace core
