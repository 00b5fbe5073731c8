#pragma once

#include <chrono>

namespace core {

/// Seconds since it was made or last read.
class Stopwatch
{
public:
    /// The time since the last lap, and starts the next.
    double lap()
    {
        const auto now = Clock::now();
        const double seconds = std::chrono::duration<double>(now - m_start).count();
        m_start = now;
        return seconds;
    }

private:
    using Clock = std::chrono::steady_clock;
    Clock::time_point m_start = Clock::now();
};

} // namespace core
