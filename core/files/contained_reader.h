#pragma once

#include "core/files/photo.h"

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace core {

/// What one photo may cost the process that decodes it.
struct DecodeBounds
{
    /// From asking to the picture; the slowest honest photo (200 megapixels, progressive) takes 5 s
    /// on an old PC.
    std::chrono::milliseconds mostTime {60'000};
    /// Address space above what the process has at its start: 50 megapixels of 16 bit, three times.
    std::uint64_t mostBytes = 3'000'000'000;
};

/// Reads photos in a process of its own: a decoder that crashes, hangs or eats memory costs one
/// photo and never the program. The process starts at the first photo, serves one after another,
/// and is started anew after it was ended. For one thread at a time.
class ContainedReader
{
public:
    /// `command`: the program and its arguments that end in serveDecoding(decodeSocket).
    explicit ContainedReader(std::vector<std::string> command, DecodeBounds bounds = {});
    ContainedReader(const ContainedReader &) = delete;
    ContainedReader &operator=(const ContainedReader &) = delete;
    ~ContainedReader();

    /// As readPhoto(); pixels lie in memory shared with nobody. Progress is not reported, but
    /// stopping is heard within 20 ms. Further errors: FileDamaged (the decoder crashed or took
    /// too long); Unexpected (no process to be had).
    Result<Photo> read(const std::filesystem::path &file, const ReadOptions &options = {},
        const Progress &progress = {});

    /// Of the process; 0 while there is none.
    int process() const { return m_process; }

private:
    Result<> start();
    /// Ends the process and says how it ended.
    std::string end();
    Result<> awaitReply(const Progress &progress);

    std::vector<std::string> m_command;
    DecodeBounds m_bounds;
    int m_process = 0;
    int m_socket = -1;
};

/// Where a decoding process finds its socket.
constexpr int decodeSocket = 3;

/// Serves a ContainedReader until it goes away: the main function of the decoding process. Returns
/// the exit status.
int serveDecoding(int socket);

} // namespace core
