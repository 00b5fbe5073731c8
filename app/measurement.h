#pragma once

#include "ui/model_loader.h"
#include "ui/session.h"
#include "ui/stall_meter.h"

#include <chrono>
#include <map>

namespace app {

/// Times of one run of the window: start, model ready, first mask per photo, longest stall.
class Measurement final : public QObject
{
    Q_OBJECT

public:
    using Clock = std::chrono::steady_clock;
    enum class AtTheEnd { Stay, Quit };

    Measurement(Clock::time_point started, ui::Session &session, ui::ModelLoader &loader,
        AtTheEnd atTheEnd);

    /// The window is on the screen: notes the time once its first event was handled.
    void windowShown();
    void print() const;

private:
    double seconds(Clock::time_point from) const;
    QString whatRuns() const;
    void noteMask(const ui::PhotoEntry &entry);

    Clock::time_point m_started;
    ui::Session &m_session;
    ui::StallMeter m_stalls;
    double m_shown = 0;
    double m_ready = 0;
    double m_done = 0;
    bool m_hasWorked = false;
    std::map<ui::PhotoId, Clock::time_point> m_dropped;
    std::map<ui::PhotoId, double> m_firstMask; ///< seconds from drop
    std::map<ui::PhotoId, double> m_fullMask;
};

} // namespace app
