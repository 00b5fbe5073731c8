#include "ui/stall_meter.h"

#include <QTimer>

namespace ui {

namespace {

constexpr double periodMs = 1;
constexpr double frameMs = 16;

} // namespace

StallMeter::StallMeter(std::function<QString()> whatRuns)
    : m_whatRuns(std::move(whatRuns))
    , m_timer(new QTimer(this))
{
    m_timer->setTimerType(Qt::PreciseTimer);
    connect(m_timer, &QTimer::timeout, this, &StallMeter::tick);
    m_timer->start(int(periodMs));
    m_clock.start();
}

void StallMeter::restart()
{
    m_figures = {};
    m_clock.start();
}

void StallMeter::tick()
{
    const double gapMs = double(m_clock.nsecsElapsed()) / 1e6 - periodMs;
    m_clock.start();
    ++m_figures.rounds;
    if (gapMs > frameMs)
        ++m_figures.over16Ms;
    if (gapMs <= m_figures.longestMs)
        return;
    m_figures.longestMs = gapMs;
    m_figures.during = m_whatRuns();
}

} // namespace ui
