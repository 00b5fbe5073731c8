#pragma once

#include "core/files/packet_socket.h"
#include "core/files/photo.h"

#include <chrono>
#include <string>
#include <vector>

namespace core {

struct DecodeRequest;

/// The program that decodes, and its arguments; it ends in serveDecoding(decodeSocket).
using ReaderCommand = std::vector<std::string>;

/// The decoder that stands beside `program`, by the name that people are told where it is missing.
constexpr const char *readerName = "pawtrait-reader";
ReaderCommand readerBeside(const std::filesystem::path &program);

/// After this long a decoder counts as hung that got no further meanwhile; see Patience. The slowest
/// honest photo (200 megapixels, progressive) takes 5 s on an old PC with nothing else to do.
struct DecodeTime
{
    std::chrono::milliseconds most {20'000}; ///< for a header, and for a photo
    std::chrono::milliseconds perMegapixel {300}; ///< that the photo claims, on top
};

/// Reads photos in a process of its own: a decoder that crashes, hangs or eats memory costs one
/// photo and never the program. The process starts at the first photo, serves one after another,
/// ends with one that it cannot read, and is started anew after that. For one thread at a time.
/// Both functions may take ReadLimits::mostMemoryBytes (those of the first call), and hear a stop
/// within 20 ms: the process ends with it. Further errors of both: ReaderFailed (it crashed or
/// took too long); ReaderMissing (not there, or it does not start); ReaderDiffers (of another build).
class ContainedReader
{
public:
    explicit ContainedReader(ReaderCommand command, DecodeTime time = {});
    ContainedReader(const ContainedReader &) = delete;
    ContainedReader &operator=(const ContainedReader &) = delete;
    ~ContainedReader();

    /// As core::probe().
    Result<Header> probe(const std::filesystem::path &file, const ReadLimits &limits = {},
        const Progress &progress = {});

    /// As readPhoto(); pixels lie in memory shared with nobody. Progress is reported by the calling
    /// thread, some 20 times a second.
    Result<Photo> read(const std::filesystem::path &file, const ReadOptions &options = {},
        const Progress &progress = {});

    /// Of the process; 0 while there is none.
    int process() const { return m_process; }

private:
    struct Reply
    {
        Packet packet;
        OwnedFile pixels;
    };
    Result<> start(const Progress &progress);
    /// Ends the process and says how it ended.
    std::string end();
    Result<> send(const DecodeRequest &request, const Progress &progress);
    Result<Reply> reply(std::chrono::milliseconds most, const Progress &progress);

    ReaderCommand m_command;
    DecodeTime m_time;
    int m_process = 0;
    int m_socket = -1;
};

/// Where a decoding process finds its socket.
constexpr int decodeSocket = 3;

/// Serves a ContainedReader until it goes away: the main function of the decoding process. Returns
/// the exit status.
int serveDecoding(int socket);

} // namespace core
