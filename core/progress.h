#pragma once

#include <functional>
#include <stop_token>
#include <utility>

namespace core {

/// The line between a long computation and whoever waits for it.
/// Default-made, it reports nowhere and never stops.
class Progress
{
public:
    using Report = std::function<void(double fraction)>;

    Progress() = default;
    Progress(std::stop_token stop, Report report)
        : m_stop(std::move(stop))
        , m_report(std::move(report))
    {
    }

    /// Long functions ask between units of work (tile, image, layer group) and return Cancelled.
    bool stopped() const { return m_stop.stop_requested(); }

    /// For code that takes the standard token.
    const std::stop_token &stopToken() const { return m_stop; }

    /// fraction: 0..1
    void report(double fraction) const
    {
        if (m_report)
            m_report(fraction);
    }

    /// A child whose 0..1 is this one's [from, to].
    Progress part(double from, double to) const
    {
        return {m_stop, [parent = *this, from, to](double fraction) {
                    parent.report(from + fraction * (to - from));
                }};
    }

private:
    std::stop_token m_stop;
    Report m_report;
};

} // namespace core
