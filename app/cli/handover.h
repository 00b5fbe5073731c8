#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <utility>

namespace cli {

/// What one thread hands to the next: one thing at a time, so that whoever is quick waits for
/// whoever is slow, and nothing piles up. For one giver and one taker.
template <typename T>
class Handover
{
public:
    /// Waits until the last thing was taken.
    void put(T thing)
    {
        std::unique_lock lock(m_mutex);
        m_changed.wait(lock, [this] { return !m_thing; });
        m_thing = std::move(thing);
        m_changed.notify_all();
    }

    /// Nothing more comes.
    void close()
    {
        const std::lock_guard lock(m_mutex);
        m_isClosed = true;
        m_changed.notify_all();
    }

    /// The next thing; nothing once all were taken. `meanwhile` is called at once and then 20 times
    /// a second while none is there.
    std::optional<T> take(const std::function<void()> &meanwhile = [] {})
    {
        constexpr std::chrono::milliseconds pause(50);
        std::unique_lock lock(m_mutex);
        do {
            lock.unlock();
            meanwhile();
            lock.lock();
        } while (!m_changed.wait_for(lock, pause, [this] { return m_thing || m_isClosed; }));
        std::optional<T> taken = std::exchange(m_thing, std::nullopt);
        m_changed.notify_all();
        return taken;
    }

private:
    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::optional<T> m_thing;
    bool m_isClosed = false;
};

/// How much may be under way at once, e.g. megapixels.
class Room
{
public:
    explicit Room(double most)
        : m_most(most)
    {
    }

    /// Waits until so much is free; what is larger than all of it waits to be alone.
    void enter(double size)
    {
        std::unique_lock lock(m_mutex);
        m_left.wait(lock, [&] { return m_count == 0 || m_taken + size <= m_most; });
        m_taken += size;
        ++m_count;
    }

    /// As it entered.
    void leave(double size)
    {
        const std::lock_guard lock(m_mutex);
        m_taken -= size;
        --m_count;
        m_left.notify_all();
    }

private:
    double m_most;
    double m_taken = 0;
    int m_count = 0;
    std::mutex m_mutex;
    std::condition_variable m_left;
};

} // namespace cli
