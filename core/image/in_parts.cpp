#include "core/image/in_parts.h"

#include <opencv2/core/utility.hpp>

#include <atomic>
#include <thread>

namespace core {

bool inParts(
    int count, int perPart, const Progress &progress, const std::function<void(int, int)> &work)
{
    const int parts = count / perPart + (count % perPart != 0 ? 1 : 0);
    const std::thread::id caller = std::this_thread::get_id();
    std::atomic<int> done = 0;
    const auto one = [&](int i) {
        work(i * perPart, i + 1 < parts ? (i + 1) * perPart : count);
        const double fraction = static_cast<double>(++done) / parts;
        if (std::this_thread::get_id() == caller) // it works with the others
            progress.report(fraction);
    };
    cv::parallel_for_(
        cv::Range(0, parts),
        [&](const cv::Range &some) {
            for (int i = some.start; i < some.end && !progress.stopped(); ++i)
                one(i);
        },
        parts);
    if (done == parts)
        progress.report(1);
    return !progress.stopped();
}

} // namespace core
