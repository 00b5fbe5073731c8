#pragma once

#include "app/cli/handover.h"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <functional>
#include <future>
#include <mutex>
#include <thread>
#include <utility>

namespace cli {

/// Works on several things at the same time, and hands them on in the order they came. While it
/// works on as many as it may, it takes no other.
template <typename T>
class SideBySide
{
public:
    /// `most`: how many at once, asked before each; with 1 `work` runs on one thread for all.
    SideBySide(std::function<int()> most, std::function<void(T &)> work)
        : m_most(std::move(most))
        , m_work(std::move(work))
    {
    }

    /// Until nothing more comes, and all of it was handed on. Once.
    void serve(Handover<T> &in, Handover<T> &out)
    {
        const std::jthread giver([&] { give(out); });
        for (;;) {
            const std::launch policy = awaitTurn();
            auto thing = in.take();
            if (!thing)
                break;
            begin(std::async(policy, [this, one = std::move(*thing)]() mutable {
                m_work(one);
                return std::move(one);
            }));
        }
        close();
    }

private:
    /// For which there is room by then. Deferred: the giver does the work.
    std::launch awaitTurn()
    {
        std::unique_lock lock(m_mutex);
        int most = 1;
        m_changed.wait(lock, [&] {
            most = std::max(1, m_most());
            return int(m_begun.size()) < most;
        });
        return most > 1 ? std::launch::async : std::launch::deferred;
    }

    void begin(std::future<T> work)
    {
        const std::lock_guard lock(m_mutex);
        m_begun.push_back(std::move(work));
        m_changed.notify_all();
    }

    void close()
    {
        const std::lock_guard lock(m_mutex);
        m_isClosed = true;
        m_changed.notify_all();
    }

    void give(Handover<T> &out)
    {
        while (std::future<T> *first = awaitFirst()) {
            out.put(first->get());
            const std::lock_guard lock(m_mutex);
            m_begun.pop_front();
            m_changed.notify_all();
        }
        out.close();
    }

    /// Null once there will be none.
    std::future<T> *awaitFirst()
    {
        std::unique_lock lock(m_mutex);
        m_changed.wait(lock, [this] { return !m_begun.empty() || m_isClosed; });
        return m_begun.empty() ? nullptr : &m_begun.front();
    }

    std::function<int()> m_most;
    std::function<void(T &)> m_work;
    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::deque<std::future<T>> m_begun; ///< and not handed on yet
    bool m_isClosed = false;
};

} // namespace cli
