#pragma once

#include <stop_token>
#include <thread>

namespace cli {

/// Turns Ctrl-C (SIGINT) and SIGTERM into a stop request, so that whatever is being written is
/// finished or taken back. Make it first in main: threads started later inherit the blocked
/// signals.
class Interrupt
{
public:
    Interrupt();
    ~Interrupt();
    Interrupt(const Interrupt &) = delete;
    Interrupt &operator=(const Interrupt &) = delete;

    std::stop_token token() const { return m_stop.get_token(); }

private:
    std::stop_source m_stop;
    std::jthread m_listener;
};

} // namespace cli
