#include "ui/latest_worker.h"

#include <new>
#include <utility>

namespace ui {

LatestWorker::LatestWorker()
    : m_thread([this](const std::stop_token &closing) { work(closing); })
{
}

LatestWorker::~LatestWorker()
{
    m_thread.request_stop();
    const std::lock_guard lock(m_mutex);
    m_running.request_stop();
}

void LatestWorker::run(Task task, WhileBusy busy)
{
    {
        const std::lock_guard lock(m_mutex);
        m_waiting = std::move(task);
        if (busy == WhileBusy::Stop)
            m_running.request_stop();
    }
    m_wake.notify_one();
}

void LatestWorker::work(const std::stop_token &closing)
{
    for (;;) {
        std::unique_lock lock(m_mutex);
        if (!m_wake.wait(lock, closing, [this] { return m_waiting.has_value(); }))
            return;
        if (closing.stop_requested())
            return;
        const Task task = *std::exchange(m_waiting, std::nullopt);
        m_running = std::stop_source();
        const std::stop_token stop = m_running.get_token();
        lock.unlock();
        try {
            task(stop);
        } catch (const std::bad_alloc &) {
            // Nothing is reported, so that what was seen before stays.
        }
    }
}

} // namespace ui
