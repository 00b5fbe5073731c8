#pragma once

#include <any>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

namespace ui {

/// Frees large values on a thread of its own: giving 200 MB back to the system takes longer than
/// the window may stand still.
class Wastebin
{
public:
    Wastebin();
    ~Wastebin();
    Wastebin(const Wastebin &) = delete;
    Wastebin &operator=(const Wastebin &) = delete;

    void take(std::any value);

private:
    void run(const std::stop_token &stop);

    std::mutex m_mutex;
    std::condition_variable_any m_arrived;
    std::vector<std::any> m_values;
    std::jthread m_thread; // last: joined before what it uses goes away
};

} // namespace ui
