#pragma once

#include <chrono>

namespace core {

/// How long somebody waits for work that may say how far it is. Work that gets on is alive and may
/// go on, also on a slow or busy machine; work that does not, or that creeps, still comes to an end.
/// Who waits looks often. A look that comes later than longestLook after the last one tells that the
/// waiting program did not run itself, mostly together with the work: that time is not counted.
class Patience
{
public:
    using Clock = std::chrono::steady_clock;
    using Time = Clock::time_point;

    /// It may take `most` from `start` until it is a hundredth further, and so on from there, but
    /// never more than mostTimes `most` altogether.
    Patience(std::chrono::milliseconds most, Time start);
    static constexpr int mostTimes = 3;
    static constexpr std::chrono::seconds longestLook {1};

    /// That the work said at `now` how far it is (0..1). True where it never was that far.
    bool hear(double fraction, Time now);

    bool isOver(Time now);

    /// What it may take altogether, as far as is known by now.
    std::chrono::milliseconds most() const;

    double furthest() const { return m_furthest; } ///< 0..1

private:
    void look(Time now);

    std::chrono::milliseconds m_most;
    Time m_start;
    Time m_end;
    Time m_looked;
    double m_furthest = 0;
    double m_step = 0; ///< the last that gave it more time
};

} // namespace core
