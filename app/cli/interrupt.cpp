#include "app/cli/interrupt.h"

#include <pthread.h>

#include <csignal>

namespace cli {

namespace {

sigset_t listenedSignals()
{
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGUSR1); // wakes the listener when the program ends by itself
    return signals;
}

} // namespace

Interrupt::Interrupt()
{
    const sigset_t signals = listenedSignals();
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    m_listener = std::jthread([stop = m_stop, signals]() mutable {
        int received = 0;
        sigwait(&signals, &received);
        if (received != SIGUSR1)
            stop.request_stop();
    });
}

Interrupt::~Interrupt()
{
    pthread_kill(m_listener.native_handle(), SIGUSR1);
}

} // namespace cli
