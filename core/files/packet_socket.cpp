#include "core/files/packet_socket.h"

#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <utility>

namespace core {
namespace {

constexpr std::size_t mostPacket = 65536;

} // namespace

OwnedFile &OwnedFile::operator=(OwnedFile &&other) noexcept
{
    std::swap(m_file, other.m_file);
    return *this;
}

OwnedFile::~OwnedFile()
{
    if (m_file >= 0)
        close(m_file);
}

int OwnedFile::release()
{
    return std::exchange(m_file, -1);
}

bool sendPacket(int socket, const Packet &packet, int file)
{
    iovec part {const_cast<std::uint8_t *>(packet.data()), packet.size()};
    alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int))> control {};
    msghdr message {};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    if (file >= 0) {
        message.msg_control = control.data();
        message.msg_controllen = control.size();
        auto *head = CMSG_FIRSTHDR(&message);
        head->cmsg_level = SOL_SOCKET;
        head->cmsg_type = SCM_RIGHTS;
        head->cmsg_len = CMSG_LEN(sizeof(int));
        std::memcpy(CMSG_DATA(head), &file, sizeof file);
    }
    return sendmsg(socket, &message, MSG_NOSIGNAL) == static_cast<ssize_t>(packet.size());
}

std::optional<Packet> receivedPacket(int socket, OwnedFile &file)
{
    Packet packet(mostPacket);
    iovec part {packet.data(), packet.size()};
    alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int))> control {};
    msghdr message {};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = control.data();
    message.msg_controllen = control.size();
    const auto count = recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
    if (count <= 0)
        return std::nullopt;
    const auto *head = CMSG_FIRSTHDR(&message);
    if (head != nullptr && head->cmsg_type == SCM_RIGHTS) {
        int received = -1;
        std::memcpy(&received, CMSG_DATA(head), sizeof received);
        file = OwnedFile(received);
    }
    packet.resize(static_cast<std::size_t>(count));
    return packet;
}

} // namespace core
