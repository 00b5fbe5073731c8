#include "core/files/contained_reader.h"
#include "core/files/decode_wire.h"

#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <fstream>

namespace core {
namespace {

/// Address space of this process now, in bytes: libraries map a lot that they never touch.
std::uint64_t addressSpace()
{
    std::uint64_t pages = 0;
    std::ifstream("/proc/self/statm") >> pages;
    return pages * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
}

void boundMemory(std::uint64_t mostBytes)
{
#if !defined(__SANITIZE_ADDRESS__) // whose shadow is terabytes
    const rlim_t most = addressSpace() + mostBytes;
    const rlimit bound {.rlim_cur = most, .rlim_max = most};
    setrlimit(RLIMIT_AS, &bound);
#else
    (void)mostBytes;
    (void)addressSpace;
#endif
}

} // namespace

int serveDecoding(int socket)
{
    const rlimit none {.rlim_cur = 0, .rlim_max = 0};
    setrlimit(RLIMIT_CORE, &none); // a crash here is foreseen
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    bool isBounded = false;
    OwnedFile nothing;
    while (const auto packet = receivedPacket(socket, nothing)) {
        const auto request = requestFrom(*packet);
        if (!request)
            return 2;
        if (!isBounded)
            boundMemory(request->mostBytes);
        isBounded = true;
        const auto reply = packed(readPhoto(request->path, request->options));
        if (!sendPacket(socket, reply.packet, reply.pixels.number()))
            break;
    }
    return 0;
}

} // namespace core
