#include "ui/lane.h"

#include <cassert>

namespace ui {

void Lane::stop()
{
    if (!isWorking())
        return;
    m_stopped = true;
    m_stop();
}

core::Progress Lane::inSteps(const core::Progress &progress)
{
    constexpr double step = 0.01;
    return {progress.stopToken(), [progress, last = -step](double fraction) mutable {
                if (fraction < last + step && fraction < 1)
                    return;
                last = fraction;
                progress.report(fraction);
            }};
}

void Lane::hold(std::unique_ptr<JobBase> job)
{
    assert(isFree());
    m_stopped = false;
    m_job = std::move(job);
    connect(m_job.get(), &JobBase::progressed, this, [this](double fraction) {
        if (!m_stopped)
            Q_EMIT progressed(fraction);
    });
}

} // namespace ui
