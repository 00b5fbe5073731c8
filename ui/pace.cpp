#include "ui/pace.h"

namespace ui {

double Pace::costOf(double megapixels)
{
    constexpr double networkInMegapixels = 8; // lite on two cores: as long as the rest of 8 MP
    return networkInMegapixels + megapixels;
}

void Pace::took(double cost, std::chrono::duration<double> time)
{
    constexpr double weightOfTheLatest = 0.3;
    const double latest = time.count() / cost;
    m_secondsPerCost = m_secondsPerCost
        ? *m_secondsPerCost + weightOfTheLatest * (latest - *m_secondsPerCost)
        : latest;
}

std::optional<std::chrono::duration<double>> Pace::timeFor(double cost) const
{
    if (!m_secondsPerCost)
        return {};
    return std::chrono::duration<double>(*m_secondsPerCost * cost);
}

} // namespace ui
