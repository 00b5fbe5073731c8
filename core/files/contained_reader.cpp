#include "core/files/contained_reader.h"

#include "core/files/decode_wire.h"

#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <utility>

namespace core {
namespace {

constexpr int listenMilliseconds = 20; ///< between two looks at whether somebody asked to stop

/// Starts the program with `socket` as its decodeSocket; 0 where that fails.
pid_t spawned(const std::vector<std::string> &command, int socket)
{
    std::vector<char *> words;
    for (const auto &word : command)
        words.push_back(const_cast<char *>(word.c_str()));
    words.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, socket, decodeSocket);
    pid_t process = 0;
    const int problem = posix_spawn(&process, words[0], &actions, nullptr, words.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    return problem == 0 ? process : 0;
}

} // namespace

ContainedReader::ContainedReader(std::vector<std::string> command, DecodeBounds bounds)
    : m_command(std::move(command))
    , m_bounds(bounds)
{
}

ContainedReader::~ContainedReader()
{
    end();
}

Result<> ContainedReader::start()
{
    if (m_process != 0)
        return {};
    std::array<int, 2> ends {-1, -1};
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends.data()) != 0)
        return fail(Error::Code::Unexpected, "no socket for the decoder");
    const OwnedFile theirs(ends[1]);
    m_socket = ends[0];
    m_process = spawned(m_command, theirs.number());
    if (m_process != 0)
        return {};
    end();
    return fail(Error::Code::Unexpected, "cannot start " + m_command[0]);
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

Result<> ContainedReader::awaitReply(const Progress &progress)
{
    const auto deadline = std::chrono::steady_clock::now() + m_bounds.mostTime;
    while (true) {
        pollfd heard {.fd = m_socket, .events = POLLIN, .revents = 0};
        const int count = poll(&heard, 1, listenMilliseconds);
        if (count > 0 || (count < 0 && errno != EINTR))
            return {}; // an answer, or the end
        if (progress.stopped())
            return fail(Error::Code::Cancelled);
        if (std::chrono::steady_clock::now() > deadline)
            return fail(Error::Code::FileDamaged,
                "decoding took longer than " + std::to_string(m_bounds.mostTime.count()) + " ms");
    }
}

Result<Photo> ContainedReader::read(
    const std::filesystem::path &file, const ReadOptions &options, const Progress &progress)
{
    std::error_code error;
    const auto path = std::filesystem::absolute(file, error); // theirs may be another folder
    const DecodeRequest request {
        .path = path.string(), .options = options, .mostBytes = m_bounds.mostBytes};
    bool isAsked = false;
    // One that ended while nobody asked it anything says nothing of this photo.
    for (int attempt = 0; attempt < 2 && !isAsked; ++attempt) {
        if (const auto started = start(); !started)
            return tl::unexpected(started.error());
        isAsked = sendPacket(m_socket, packed(request));
        if (!isAsked)
            end();
    }
    if (!isAsked)
        return fail(Error::Code::Unexpected, m_command[0] + " does not listen");
    if (const auto awaited = awaitReply(progress); !awaited) {
        end();
        return tl::unexpected(awaited.error());
    }
    OwnedFile pixels;
    const auto reply = receivedPacket(m_socket, pixels);
    if (!reply)
        return fail(Error::Code::FileDamaged, "the decoder broke on it: " + end());
    return photoFrom(*reply, pixels);
}

} // namespace core
