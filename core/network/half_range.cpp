#include "core/network/half_range.h"

#include "core/network/preparation.h"

#include <algorithm>
#include <cmath>
#include <mutex>

namespace core {
namespace {

struct Noted
{
    std::mutex mutex;
    double since = 0; // the last stage ended
    double largest = 0;
    std::vector<StageMagnitude> stages;
};

Noted &noted()
{
    static Noted instance;
    return instance;
}

/// Not a number stays.
void raise(double &largest, double here)
{
    if (std::isnan(here) || here > largest)
        largest = here;
}

} // namespace

void noteMagnitude(const at::Tensor &x)
{
    if (x.numel() == 0)
        return;
    const auto [least, most] = at::aminmax(x); // either is NaN where any value is
    const double here = std::max(-least.item<double>(), most.item<double>());
    const std::lock_guard lock(noted().mutex);
    raise(noted().since, here);
    raise(noted().largest, here);
}

at::Tensor heldAsHalf(const at::Tensor &x)
{
    noteMagnitude(x);
    return asHalf(x);
}

void endStage(const char *stage)
{
    const std::lock_guard lock(noted().mutex);
    auto &stages = noted().stages;
    auto found = std::ranges::find(stages, stage, &StageMagnitude::stage);
    if (found == stages.end())
        found = stages.insert(found, {.stage = stage});
    raise(found->largest, noted().since);
    noted().since = 0;
}

double largestMagnitude()
{
    const std::lock_guard lock(noted().mutex);
    return noted().largest;
}

std::vector<StageMagnitude> largestMagnitudes()
{
    const std::lock_guard lock(noted().mutex);
    return noted().stages;
}

void forgetMagnitudes()
{
    const std::lock_guard lock(noted().mutex);
    noted().since = 0;
    noted().largest = 0;
    noted().stages.clear();
}

} // namespace core
