#pragma once

#include "ui/job.h"
#include "ui/low_priority.h"

#include <functional>
#include <memory>

namespace ui {

/// One thing at a time in the background, at low priority. A stopped job says nothing any more, but
/// keeps the lane until its stage ends: so threads stay few however often somebody cancels.
class Lane final : public QObject
{
    Q_OBJECT

public:
    template <typename T>
    using Then = std::function<void(core::Result<T>)>;

    bool isFree() const { return !m_job; }
    /// True for a job that runs and was not stopped.
    bool isWorking() const { return m_job && !m_stopped; }

    /// work: Result<T>(const core::Progress &), on a thread of its own; `then` with its outcome on
    /// this one, unless stop() came first. Only while isFree().
    template <typename T, typename Work>
    void start(Work work, Then<T> then)
    {
        auto job = std::make_unique<Job<T>>(
            [work = std::move(work)](const core::Progress &progress) -> core::Result<T> {
                giveWayToTheWindow();
                core::Result<T> outcome = work(inSteps(progress));
                if (progress.stopped()) // what nobody wants is freed here, not by the window
                    return core::fail(core::Error::Code::Cancelled);
                return outcome;
            });
        connect(job.get(), &JobBase::finished, this,
            [this, job = job.get(), then = std::move(then)] { end(job->takeOutcome(), then); });
        m_stop = [job = job.get()] { job->stop(); };
        hold(std::move(job));
    }

    /// The running job, if any, ends at its next stage; its outcome is dropped.
    void stop();

Q_SIGNALS:
    /// fraction: 0..1 of the running job
    void progressed(double fraction);
    /// After the outcome of a job was handed over or dropped.
    void freed();

private:
    /// Reports whole percents only: a step for every row would drown the window in events.
    static core::Progress inSteps(const core::Progress &progress);
    void hold(std::unique_ptr<JobBase> job);

    template <typename T>
    void end(core::Result<T> outcome, const Then<T> &then)
    {
        const bool wanted = !m_stopped;
        const std::unique_ptr<JobBase> ended = std::move(m_job);
        if (wanted)
            then(std::move(outcome));
        Q_EMIT freed();
    }

    std::function<void()> m_stop;
    bool m_stopped = false;
    std::unique_ptr<JobBase> m_job;
};

} // namespace ui
