#include "core/image/taps.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace core {

namespace {

double sinc(double x)
{
    return x == 0 ? 1 : std::sin(x * std::numbers::pi) / (x * std::numbers::pi);
}

double supportOf(Filter filter)
{
    return filter == Filter::Triangle ? 1 : 3;
}

double valueAt(Filter filter, double x)
{
    if (filter == Filter::Triangle)
        return std::max(0.0, 1 - std::abs(x));
    return x >= -3 && x < 3 ? sinc(x) * sinc(x / 3) : 0;
}

} // namespace

Taps tapsOf(Filter filter, int from, int to)
{
    const double scale = static_cast<double>(from) / to;
    const double widening = std::max(1.0, scale);
    const double support = supportOf(filter) * widening;

    Taps taps;
    taps.most = static_cast<int>(std::ceil(support)) * 2 + 1;
    taps.first.resize(static_cast<std::size_t>(to));
    taps.count.resize(static_cast<std::size_t>(to));
    taps.weights.resize(static_cast<std::size_t>(to) * static_cast<std::size_t>(taps.most));
    for (int i = 0; i < to; ++i) {
        const double centre = (i + 0.5) * scale;
        const int low = std::max(0, static_cast<int>(centre - support + 0.5));
        const int high = std::min(from, static_cast<int>(centre + support + 0.5));
        double *weights = taps.weights.data() + (weightsOf(taps, i) - taps.weights.data());
        double sum = 0;
        for (int j = low; j < high; ++j) {
            // Times the inverse, not divided: Pillow's last bit.
            weights[j - low] = valueAt(filter, (j - centre + 0.5) * (1.0 / widening));
            sum += weights[j - low];
        }
        for (int j = 0; j < high - low && sum != 0; ++j)
            weights[j] *= 1.0 / sum;
        taps.first[static_cast<std::size_t>(i)] = low;
        taps.count[static_cast<std::size_t>(i)] = high - low;
    }
    return taps;
}

} // namespace core
