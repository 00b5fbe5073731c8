#pragma once

#include "core/files/photo.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// What ContainedReader and its process tell each other: packets of numbers and texts, and pixels
/// in a memory file that is passed along. Both are the same build on the same machine.
namespace core {

/// A file descriptor with an owner.
class OwnedFile
{
public:
    explicit OwnedFile(int file = -1)
        : m_file(file)
    {
    }
    OwnedFile(OwnedFile &&other) noexcept
        : m_file(other.release())
    {
    }
    OwnedFile &operator=(OwnedFile &&other) noexcept;
    ~OwnedFile();
    int number() const { return m_file; }
    int release();

private:
    int m_file;
};

struct DecodeRequest
{
    std::string path;
    ReadOptions options;
    std::uint64_t mostBytes = 0; ///< see DecodeBounds
};

using Packet = std::vector<std::uint8_t>;

Packet packed(const DecodeRequest &request);
std::optional<DecodeRequest> requestFrom(const Packet &packet);

/// A photo, its pixels put into a sealed memory file, or why there is none.
struct DecodeReply
{
    Packet packet;
    OwnedFile pixels;
};
DecodeReply packed(const Result<Photo> &photo);

/// Believes nothing: sizes are held against the memory file, which must not be able to shrink.
Result<Photo> photoFrom(const Packet &packet, const OwnedFile &pixels);

/// False where the other side is gone.
bool sendPacket(int socket, const Packet &packet, int file = -1);

/// The next packet, with the file that came along in `file`; none where the other side is gone.
std::optional<Packet> receivedPacket(int socket, OwnedFile &file);

} // namespace core
