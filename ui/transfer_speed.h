#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

namespace ui {

/// How fast bytes come, smoothed over some seconds, so that the figure can be read.
class TransferSpeed
{
public:
    using Clock = std::chrono::steady_clock;

    /// A transfer starts, with `bytes` there already.
    void restart(std::int64_t bytes, Clock::time_point now = Clock::now());
    /// `bytes` in all at `now`.
    void reached(std::int64_t bytes, Clock::time_point now = Clock::now());
    /// 0 until it is known.
    double bytesPerSecond() const { return m_bytesPerSecond; }

private:
    std::int64_t m_bytes = 0;
    Clock::time_point m_at;
    double m_bytesPerSecond = 0;
};

} // namespace ui
