#include "core/files/patience.h"

#include <algorithm>

namespace core {

Patience::Patience(std::chrono::milliseconds most, Time start)
    : m_most(most)
    , m_start(start)
    , m_end(start + most)
    , m_looked(start)
{
}

bool Patience::hear(double fraction, Time now)
{
    constexpr double step = 0.01;
    look(now);
    if (!(fraction > m_furthest))
        return false;
    m_furthest = fraction;
    if (fraction < m_step + step)
        return true;
    m_step = fraction;
    m_end = std::min(now + m_most, m_start + mostTimes * m_most);
    return true;
}

bool Patience::isOver(Time now)
{
    look(now);
    return now >= m_end;
}

void Patience::look(Time now)
{
    const auto away = std::max(now - m_looked - longestLook, Clock::duration::zero());
    m_start += away;
    m_end += away;
    m_looked = now;
}

std::chrono::milliseconds Patience::most() const
{
    return std::chrono::duration_cast<std::chrono::milliseconds>(m_end - m_start);
}

} // namespace core
