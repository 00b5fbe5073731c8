#pragma once

#include <cstdint>
#include <optional>
#include <vector>

/// Packets between two processes of this machine, over a SOCK_SEQPACKET socket.
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

using Packet = std::vector<std::uint8_t>;

/// False where the other side is gone.
bool sendPacket(int socket, const Packet &packet, int file = -1);

/// The next packet, with the file that came along in `file`; none where the other side is gone.
std::optional<Packet> receivedPacket(int socket, OwnedFile &file);

} // namespace core
