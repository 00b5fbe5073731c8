#pragma once

#include <QElapsedTimer>
#include <QObject>

#include <functional>

class QTimer;

namespace ui {

/// Measures how long the window stood still: the time from the moment an event loop should have
/// come round to the moment it did. Source of the figures in the README.
class StallMeter final : public QObject
{
    Q_OBJECT

public:
    /// whatRuns: asked when a stall was longer than any before.
    explicit StallMeter(std::function<QString()> whatRuns);

    struct Figures
    {
        double longestMs = 0;
        QString during;
        int over16Ms = 0;
        int rounds = 0;
    };
    const Figures &figures() const { return m_figures; }
    /// Counts from here on, for instance after the start.
    void restart();

private:
    void tick();

    std::function<QString()> m_whatRuns;
    QTimer *m_timer;
    QElapsedTimer m_clock;
    Figures m_figures;
};

} // namespace ui
