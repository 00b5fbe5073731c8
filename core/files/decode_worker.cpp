#include "core/files/contained_reader.h"
#include "core/files/decode_wire.h"

#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <fstream>
#include <thread>

namespace core {
namespace {

/// Address space of this process now, in bytes: libraries map a lot that they never touch.
std::uint64_t addressSpace()
{
    std::uint64_t pages = 0;
    std::ifstream("/proc/self/statm") >> pages;
    return pages * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
}

void boundMemory(std::int64_t mostBytes)
{
#if !defined(__SANITIZE_ADDRESS__) // whose shadow is terabytes
    const rlim_t most = addressSpace() + static_cast<std::uint64_t>(mostBytes);
    const rlimit bound {.rlim_cur = most, .rlim_max = most};
    setrlimit(RLIMIT_AS, &bound);
#else
    (void)mostBytes;
    (void)addressSpace;
#endif
}

/// A decoder that hangs hears nothing: without this it would outlive a program that was killed.
void endWithTheOther(int socket)
{
    std::thread([socket] {
        pollfd line {.fd = socket, .events = 0, .revents = 0}; // its end alone
        while (poll(&line, 1, -1) < 0 && errno == EINTR) { }
        _exit(0);
    }).detach();
}

/// Tells the other side how far a photo is, but not more often than anybody looks: of quick ones
/// nothing.
class Told
{
public:
    explicit Told(int socket)
        : m_socket(socket)
    {
    }
    void tell(double fraction)
    {
        const auto now = Clock::now();
        if (now < m_next)
            return;
        m_next = now + interval;
        sendPacket(m_socket, packedProgress(fraction)); // whether somebody is there shows at the end
    }

private:
    using Clock = std::chrono::steady_clock;
    static constexpr std::chrono::milliseconds interval {50};
    int m_socket;
    Clock::time_point m_next = Clock::now() + interval;
};

bool answer(int socket, const DecodeRequest &request)
{
    if (request.wanted == DecodeRequest::Wanted::Header)
        return sendPacket(socket, packed(probe(request.path, request.options.limits)));
    Told told(socket);
    const Progress progress({}, [&told](double fraction) { told.tell(fraction); });
    const auto reply = packed(readPhoto(request.path, request.options, progress));
    return sendPacket(socket, reply.packet, reply.pixels.number());
}

} // namespace

int serveDecoding(int socket)
{
    const rlimit none {.rlim_cur = 0, .rlim_max = 0};
    setrlimit(RLIMIT_CORE, &none); // a crash here is foreseen
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    signal(SIGINT, SIG_IGN); // Ctrl+C in a terminal is the program's to hear
    endWithTheOther(socket);
    bool isBounded = false;
    OwnedFile nothing;
    bool isHeard = sendPacket(socket, greeting());
    while (isHeard) {
        const auto packet = receivedPacket(socket, nothing);
        if (!packet)
            return 0;
        const auto request = requestFrom(*packet);
        if (!request)
            return 2;
        if (!isBounded)
            boundMemory(request->options.limits.mostMemoryBytes);
        isBounded = true;
        isHeard = answer(socket, *request);
    }
    return 0;
}

} // namespace core
