#include "core/files/contained_reader.h"

#include "core/files/decode_wire.h"
#include "core/files/patience.h"

#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <utility>

namespace core {
namespace {

using std::chrono::milliseconds;

constexpr int listenMilliseconds = 20; ///< between two looks at whether somebody asked to stop
constexpr milliseconds startTime {20'000}; ///< 0.03 s on a busy machine

/// Starts the program with `socket` as its decodeSocket and nothing else that is open here. Returns
/// 0, or why not (errno).
int spawn(const ReaderCommand &command, int socket, pid_t &process)
{
    std::vector<char *> words;
    for (const auto &word : command)
        words.push_back(const_cast<char *>(word.c_str()));
    words.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, socket, decodeSocket);
    posix_spawn_file_actions_addclosefrom_np(&actions, decodeSocket + 1);
    const int problem = posix_spawn(&process, words[0], &actions, nullptr, words.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    return problem;
}

/// Theirs may be another folder.
std::string fullPath(const std::filesystem::path &file)
{
    std::error_code error;
    return std::filesystem::absolute(file, error).string();
}

/// Whether a second question makes no sense: it was more than the photo that failed.
bool isOfTheProcess(Error::Code code)
{
    using Code = Error::Code;
    return code == Code::ReaderFailed || code == Code::ReaderMissing || code == Code::Cancelled
        || code == Code::ReaderDiffers || code == Code::Unexpected;
}

std::string tooLong(const Patience &patience)
{
    return "decoding took longer than " + std::to_string(patience.most().count()) + " ms, and got to "
        + std::to_string(std::lround(100 * patience.furthest())) + " %";
}

} // namespace

ReaderCommand readerBeside(const std::filesystem::path &program)
{
    return {(program.parent_path() / readerName).string()};
}

ContainedReader::ContainedReader(ReaderCommand command, DecodeTime time)
    : m_command(std::move(command))
    , m_time(time)
{
}

ContainedReader::~ContainedReader()
{
    end();
}

Result<Header> ContainedReader::probe(
    const std::filesystem::path &file, const ReadLimits &limits, const Progress &progress)
{
    const DecodeRequest request {.wanted = DecodeRequest::Wanted::Header,
        .path = fullPath(file),
        .options = {.limits = limits}};
    return send(request, progress)
        .and_then([&] { return reply(m_time.most, progress); })
        .and_then([](const Reply &heard) { return headerFrom(heard.packet); });
}

Result<Photo> ContainedReader::read(
    const std::filesystem::path &file, const ReadOptions &options, const Progress &progress)
{
    // First how large it claims to be: its time grows with that.
    const auto header = probe(file, options.limits, progress);
    if (!header && isOfTheProcess(header.error().code))
        return tl::unexpected(header.error());
    const double size = header ? megapixels(header->size) : 0;
    const auto forPixels = std::chrono::duration_cast<milliseconds>(m_time.perMegapixel * size);
    const DecodeRequest request {.path = fullPath(file), .options = options};
    auto photo =
        send(request, progress)
            .and_then([&] { return reply(m_time.most + forPixels, progress); })
            .and_then([](const Reply &heard) { return photoFrom(heard.packet, heard.pixels); });
    if (!photo) // a decoder that gave up leaves memory behind: libheif a whole AVIF picture
        end();
    return photo;
}

Result<> ContainedReader::send(const DecodeRequest &request, const Progress &progress)
{
    // One that ended while nobody asked it anything says nothing of this photo.
    for (int attempt = 0; attempt < 2 && !progress.stopped(); ++attempt) {
        if (const auto started = start(progress); !started)
            return started;
        if (sendPacket(m_socket, packed(request)))
            return {};
        end();
    }
    return progress.stopped()
        ? fail(Error::Code::Cancelled)
        : fail(Error::Code::ReaderMissing, m_command[0] + " does not listen");
}

Result<> ContainedReader::start(const Progress &progress)
{
    if (m_process != 0)
        return {};
    std::array<int, 2> ends {-1, -1};
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends.data()) != 0)
        return fail(Error::Code::Unexpected, "no socket for the decoder");
    OwnedFile theirs(ends[1]);
    m_socket = ends[0];
    if (const int problem = spawn(m_command, theirs.number(), m_process); problem != 0) {
        m_process = 0;
        end();
        return fail(Error::Code::ReaderMissing, m_command[0] + ": " + std::strerror(problem));
    }
    theirs = OwnedFile(); // so that its end is heard
    const auto heard = reply(startTime, progress);
    if (!heard && heard.error().code == Error::Code::Cancelled)
        return tl::unexpected(heard.error());
    if (!heard)
        return fail(
            Error::Code::ReaderMissing, m_command[0] + " does not start: " + heard.error().detail);
    const auto difference = differenceIn(heard->packet);
    if (!difference)
        return {};
    end();
    return fail(Error::Code::ReaderDiffers, m_command[0] + " " + *difference);
}

Result<ContainedReader::Reply> ContainedReader::reply(milliseconds most, const Progress &progress)
{
    using Clock = Patience::Clock;
    Patience patience(most, Clock::now());
    pollfd line {.fd = m_socket, .events = POLLIN, .revents = 0};
    while (true) {
        if (progress.stopped()) {
            end();
            return fail(Error::Code::Cancelled);
        }
        if (patience.isOver(Clock::now())) {
            end();
            return fail(Error::Code::ReaderFailed, tooLong(patience));
        }
        const int count = poll(&line, 1, listenMilliseconds);
        if (count == 0 || (count < 0 && errno == EINTR))
            continue;
        Reply heard;
        auto packet = receivedPacket(m_socket, heard.pixels);
        if (!packet)
            return fail(Error::Code::ReaderFailed, "the decoder ended: " + end());
        const auto fraction = progressFrom(*packet);
        if (!fraction) {
            heard.packet = std::move(*packet);
            return heard;
        }
        if (patience.hear(*fraction, Clock::now()))
            progress.report(*fraction);
    }
}

std::string ContainedReader::end()
{
    if (m_socket >= 0)
        close(std::exchange(m_socket, -1));
    if (m_process == 0)
        return {};
    kill(m_process, SIGKILL); // one that ended by itself keeps its own reason
    int status = 0;
    while (waitpid(m_process, &status, 0) < 0 && errno == EINTR) { }
    m_process = 0;
    if (WIFSIGNALED(status))
        return "signal " + std::to_string(WTERMSIG(status));
    return "exit status " + std::to_string(WEXITSTATUS(status));
}

} // namespace core
