#pragma once

#include <chrono>
#include <cstdint>
#include <deque>

namespace core {

/// The speed of the last five seconds, from how far a download was at what time.
class SpeedMeter
{
public:
    using Time = std::chrono::steady_clock::time_point;

    /// `bytes` counts from the beginning of the file and may fall when it starts anew.
    void note(Time now, std::int64_t bytes);

    /// 0 until there is half a second to go by.
    double bytesPerSecond() const;

private:
    struct Sample
    {
        Time time;
        std::int64_t bytes = 0;
    };
    std::deque<Sample> m_samples;
};

} // namespace core
