#pragma once

#include "core/progress.h"
#include "core/result.h"

#include <QObject>

#include <exception>
#include <new>
#include <optional>
#include <thread>
#include <utility>

namespace ui {

/// The signals of a Job; templates cannot carry Q_OBJECT.
class JobBase : public QObject
{
    Q_OBJECT

Q_SIGNALS:
    /// fraction: 0..1, on this object's thread
    void progressed(double fraction);
    /// Comes exactly once, on this object's thread; never before the caller could connect.
    void finished();
};

/// One core computation on a thread of its own; its one outcome comes back on this object's thread.
/// Destroying it stops the work and joins, that is, waits for one unit of work.
template <typename T>
class Job final : public JobBase
{
public:
    /// work: Result<T>(const core::Progress &); what it throws becomes an Error.
    template <typename Work>
    explicit Job(Work work)
        : m_thread([this, work = std::optional<Work>(std::move(work))](
                       std::stop_token stop) mutable {
            const core::Progress progress(
                std::move(stop), [this](double f) { post([this, f] { Q_EMIT progressed(f); }); });
            m_outcome = guarded(*work, progress);
            work.reset(); // what it holds is freed here: whoever hears the end waits for this thread
            post([this] { Q_EMIT finished(); });
        })
    {
    }

    /// The work ends at its next stage; finished() still comes.
    void stop() { m_thread.request_stop(); }

    /// Valid once, after finished().
    core::Result<T> takeOutcome() { return std::move(*m_outcome); }

private:
    template <typename Function>
    void post(Function function)
    {
        QMetaObject::invokeMethod(this, std::move(function), Qt::QueuedConnection);
    }

    template <typename Work>
    static core::Result<T> guarded(const Work &work, const core::Progress &progress)
    {
        try {
            return work(progress);
        } catch (const std::bad_alloc &) {
            return core::fail(core::Error::Code::OutOfMemory);
        } catch (const std::exception &e) {
            return core::fail(core::Error::Code::Unexpected, e.what());
        }
    }

    std::optional<core::Result<T>> m_outcome;
    std::jthread m_thread; // last: stopped and joined before anything it uses goes away
};

} // namespace ui
