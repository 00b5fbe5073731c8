#include "core/network/half_range.h"

#include "core/network/preparation.h"

#include <cmath>
#include <mutex>

namespace core {
namespace {

struct Noted
{
    std::mutex mutex;
    double largest = 0;
};

Noted &noted()
{
    static Noted instance;
    return instance;
}

} // namespace

at::Tensor heldAsHalf(const at::Tensor &x)
{
    if (x.numel() > 0) {
        const auto [least, most] = at::aminmax(x); // either is NaN where any value is
        const double here = std::max(-least.item<double>(), most.item<double>());
        const std::lock_guard lock(noted().mutex);
        if (std::isnan(here) || here > noted().largest)
            noted().largest = here;
    }
    return asHalf(x);
}

double largestMagnitude()
{
    const std::lock_guard lock(noted().mutex);
    return noted().largest;
}

void forgetLargestMagnitude()
{
    const std::lock_guard lock(noted().mutex);
    noted().largest = 0;
}

} // namespace core
