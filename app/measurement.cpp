#include "app/measurement.h"

#include <QCoreApplication>
#include <QTimer>

#include <cstdio>

namespace app {

using ui::PhotoEntry;
using ui::PhotoState;

Measurement::Measurement(
    Clock::time_point started, ui::Session &session, ui::ModelLoader &loader, AtTheEnd atTheEnd)
    : m_started(started)
    , m_session(session)
    , m_stalls([this] { return whatRuns(); })
{
    connect(
        &loader, &ui::ModelLoader::statusChanged, this, [this] { m_ready = seconds(m_started); });
    connect(&session.shelf(), &ui::PhotoShelf::added, this,
        [this](const PhotoEntry &entry) { m_dropped[entry.id] = Clock::now(); });
    connect(&session.shelf(), &ui::PhotoShelf::changed, this, &Measurement::noteMask);
    connect(&session, &ui::Session::statusChanged, this, [this, atTheEnd](const auto &status) {
        const bool isWorking = status.kind != ui::WorkStatus::Kind::Nothing;
        if (m_hasWorked && !isWorking) {
            m_done = seconds(m_started);
            if (atTheEnd == AtTheEnd::Quit) // a moment for the last full picture
                QTimer::singleShot(std::chrono::seconds(2), qApp, &QCoreApplication::quit);
        }
        m_hasWorked = isWorking;
    });
}

void Measurement::windowShown()
{
    QTimer::singleShot(0, this, [this] {
        m_shown = seconds(m_started);
        m_stalls.restart();
    });
}

double Measurement::seconds(Clock::time_point from) const
{
    return std::chrono::duration<double>(Clock::now() - from).count();
}

QString Measurement::whatRuns() const
{
    const ui::WorkStatus status = m_session.status();
    return QStringLiteral("%1 s, step %2, photo %3 of %4")
        .arg(seconds(m_started), 0, 'f', 2)
        .arg(int(status.kind))
        .arg(status.number)
        .arg(status.total);
}

void Measurement::noteMask(const PhotoEntry &entry)
{
    const double age = seconds(m_dropped[entry.id]);
    const bool hasMask = entry.state == PhotoState::Preview || entry.state == PhotoState::Cut;
    if (hasMask)
        m_firstMask.try_emplace(entry.id, age);
    if (entry.state == PhotoState::Cut)
        m_fullMask.try_emplace(entry.id, age);
}

void Measurement::print() const
{
    std::printf("window usable after       %6.2f s\n", m_shown);
    std::printf("model ready after         %6.2f s\n", m_ready);
    std::printf("all photos done after     %6.2f s\n", m_done);
    const ui::StallMeter::Figures &stalls = m_stalls.figures();
    std::printf("longest stall             %6.1f ms (at %s)\n", stalls.longestMs,
        stalls.during.toUtf8().constData());
    std::printf("stalls over 16 ms         %6d of %d rounds\n", stalls.over16Ms, stalls.rounds);
    for (const auto &[id, mask] : m_firstMask) {
        const auto full = m_fullMask.find(id);
        std::printf("photo %-3d first mask      %6.2f s  full mask %6.2f s\n", id, mask,
            full == m_fullMask.end() ? 0.0 : full->second);
    }
}

} // namespace app
