#pragma once

#include <chrono>
#include <optional>

namespace ui {

/// How long the rest takes, from how long the last photos took. Costs are in units of
/// costOf(megapixels), since a large photo takes longer than a small one.
class Pace
{
public:
    /// A photo's cost: the network takes every photo alike, pixels add to it.
    static double costOf(double megapixels);

    void took(double cost, std::chrono::duration<double> time);
    /// Nothing before the first photo is done.
    std::optional<std::chrono::duration<double>> timeFor(double cost) const;

private:
    std::optional<double> m_secondsPerCost;
};

} // namespace ui
