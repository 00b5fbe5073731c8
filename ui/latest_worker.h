#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>

namespace ui {

/// One thread that does the latest of what it was asked, for pictures that are asked for faster
/// than they can be made (a Job makes one thing once). At most one task runs and one waits. Tasks
/// report by queued calls to the object that owns this; let it be that object's last member.
class LatestWorker final
{
public:
    /// Ends early, and reports nothing more, once stop is requested.
    using Task = std::function<void(std::stop_token stop)>;
    enum class WhileBusy {
        Finish, ///< the running task goes on to its end
        Stop, ///< the running task is asked to stop
    };

    LatestWorker();
    ~LatestWorker(); ///< stops what runs, and joins

    /// Replaces the task that waits, if any.
    void run(Task task, WhileBusy busy = WhileBusy::Finish);

private:
    void work(const std::stop_token &closing);

    std::mutex m_mutex;
    std::condition_variable_any m_wake;
    std::optional<Task> m_waiting;
    std::stop_source m_running;
    std::jthread m_thread; // last: joined before anything it uses goes away
};

} // namespace ui
