#include "core/files/patience.h"

#include <algorithm>

namespace core {

Patience::Patience(std::chrono::milliseconds most, Time start)
    : m_most(most)
    , m_start(start)
    , m_end(start + most)
{
}

bool Patience::hear(double fraction, Time now)
{
    constexpr double step = 0.01;
    if (!(fraction > m_furthest))
        return false;
    m_furthest = fraction;
    if (fraction < m_step + step)
        return true;
    m_step = fraction;
    m_end = std::min(now + m_most, m_start + mostTimes * m_most);
    return true;
}

std::chrono::milliseconds Patience::most() const
{
    return std::chrono::duration_cast<std::chrono::milliseconds>(m_end - m_start);
}

} // namespace core
