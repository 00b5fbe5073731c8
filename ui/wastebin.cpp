#include "ui/wastebin.h"

#include <utility>

namespace ui {

Wastebin::Wastebin()
    : m_thread([this](const std::stop_token &stop) { run(stop); })
{
}

Wastebin::~Wastebin() = default;

void Wastebin::take(std::any value)
{
    if (!value.has_value())
        return;
    const std::lock_guard lock(m_mutex);
    m_values.push_back(std::move(value));
    m_arrived.notify_one();
}

void Wastebin::run(const std::stop_token &stop)
{
    while (!stop.stop_requested()) {
        std::vector<std::any> values;
        std::unique_lock lock(m_mutex);
        m_arrived.wait(lock, stop, [this] { return !m_values.empty(); });
        values.swap(m_values);
        lock.unlock();
    } // values go here, outside the lock
}

} // namespace ui
