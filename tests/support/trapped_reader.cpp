#include "core/files/decode_wire.h"

#include "core/files/contained_reader.h"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <functional>
#include <thread>

/// pawtrait-reader, but for photos that have a trap beside them: a file `<photo>.trap` that says what
/// happens to whoever decodes the photo: "hang", "hang on its header", "crash", "repeat" (says for ever
/// that half is done), "creep" (says for ever that more is done, but never gets there), "steps" (says
/// that 20, 40, 60 % are done, and decodes), or "tell": nothing else than that the process in the trap
/// writes its number into `<photo>.caught`, as it always does.
/// trapped_reader FILE greets with the bytes of this file.
namespace {

namespace fs = std::filesystem;
using core::DecodeRequest;

std::string trapOf(const DecodeRequest &request)
{
    std::string trap;
    std::ifstream file(request.path + ".trap");
    std::getline(file, trap);
    const bool isOnHeader = trap == "hang on its header";
    return isOnHeader == (request.wanted == DecodeRequest::Wanted::Header) ? trap : std::string();
}

/// All of it or nothing: somebody waits for the file.
void sayCaught(const DecodeRequest &request)
{
    const std::string caught = request.path + ".caught";
    std::ofstream(caught + ".part") << getpid();
    fs::rename(caught + ".part", caught);
}

bool say(double fraction)
{
    return core::sendPacket(core::decodeSocket, core::packedProgress(fraction));
}

/// Waits until nobody is there any more, and says meanwhile what `next` makes of the last fraction.
[[noreturn]] void goOnForEver(const std::function<double(double)> &next)
{
    constexpr int milliseconds = 5;
    pollfd line {.fd = core::decodeSocket, .events = 0, .revents = 0};
    double fraction = next(0);
    while (poll(&line, 1, milliseconds) == 0 && say(fraction))
        fraction = next(fraction);
    _exit(0);
}

void fallInto(const std::string &trap)
{
    if (trap == "tell")
        return;
    if (trap == "crash")
        raise(SIGSEGV);
    if (trap == "steps") {
        for (const double fraction : {0.2, 0.4, 0.6})
            say(fraction);
        return;
    }
    if (trap == "repeat")
        goOnForEver([](double) { return 0.5; });
    if (trap == "creep")
        goOnForEver([](double last) { return last + (1 - last) / 64; });
    pollfd line {.fd = core::decodeSocket, .events = 0, .revents = 0};
    poll(&line, 1, -1);
    _exit(0);
}

/// As this build does, or as the file says.
bool greet(const char *file)
{
    core::Packet packet = core::greeting();
    if (file != nullptr) {
        std::ifstream bytes(file, std::ios::binary);
        packet.assign(std::istreambuf_iterator<char>(bytes), {});
    }
    return core::sendPacket(core::decodeSocket, packet);
}

/// Passes an answer on, and what comes before it; false where one side is gone.
bool passOn(int from, int to)
{
    while (true) {
        core::OwnedFile pixels;
        const auto packet = core::receivedPacket(from, pixels);
        if (!packet || !core::sendPacket(to, *packet, pixels.number()))
            return false;
        if (!core::progressFrom(*packet))
            return true;
    }
}

} // namespace

int main(int count, char **arguments)
{
    std::array<int, 2> ends {-1, -1};
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends.data()) != 0)
        return 1;
    const int inner = ends[0];
    std::thread([socket = ends[1]] { core::serveDecoding(socket); }).detach();
    core::OwnedFile none;
    if (!core::receivedPacket(inner, none) || !greet(count > 1 ? arguments[1] : nullptr))
        return 1;
    while (const auto packet = core::receivedPacket(core::decodeSocket, none)) {
        const auto request = core::requestFrom(*packet);
        const std::string trap = request ? trapOf(*request) : std::string();
        if (!trap.empty()) {
            sayCaught(*request);
            fallInto(trap);
        }
        if (!core::sendPacket(inner, *packet) || !passOn(inner, core::decodeSocket))
            break;
    }
    _exit(0); // the other thread still listens
}
