#include "core/files/decode_wire.h"

#include "core/files/shared_pixels.h"
#include "core/files/utf8.h"

#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

namespace core {
namespace {

constexpr std::size_t mostPacket = 65536;

/// Takes or gives the same fields in the same order, so that both directions stand once.
class Writer
{
public:
    template <typename Number>
    void number(const Number &value)
    {
        const auto wide = static_cast<std::int64_t>(value);
        const auto *bytes = reinterpret_cast<const std::uint8_t *>(&wide);
        packet.insert(packet.end(), bytes, bytes + sizeof wide);
    }
    void real(const double &value)
    {
        std::int64_t bits = 0;
        std::memcpy(&bits, &value, sizeof bits);
        number(bits);
    }
    void text(const std::string &value)
    {
        number(value.size());
        packet.insert(packet.end(), value.begin(), value.end());
    }
    Packet packet;
};

class Reader
{
public:
    explicit Reader(const Packet &packet)
        : m_packet(packet)
    {
    }
    template <typename Number>
    void number(Number &value)
    {
        std::int64_t wide = 0;
        if (m_packet.size() - m_at < sizeof wide)
            m_isShort = true;
        else
            std::memcpy(&wide, m_packet.data() + m_at, sizeof wide);
        m_at += m_isShort ? 0 : sizeof wide;
        value = static_cast<Number>(wide);
    }
    void real(double &value)
    {
        std::int64_t bits = 0;
        number(bits);
        std::memcpy(&value, &bits, sizeof value);
    }
    void text(std::string &value)
    {
        std::size_t count = 0;
        number(count);
        m_isShort = m_isShort || count > m_packet.size() - m_at;
        if (m_isShort)
            return;
        value.assign(reinterpret_cast<const char *>(m_packet.data()) + m_at, count);
        m_at += count;
    }
    bool isWhole() const { return !m_isShort && m_at == m_packet.size(); }

private:
    const Packet &m_packet;
    std::size_t m_at = 0;
    bool m_isShort = false;
};

template <typename Wire, typename Stamp>
void passStamp(Wire &wire, Stamp &stamp)
{
    wire.number(stamp.bytes);
    wire.number(stamp.modifiedNanoseconds);
}

template <typename Wire, typename Its>
void passSize(Wire &wire, Its &size)
{
    wire.number(size.width);
    wire.number(size.height);
}

template <typename Wire, typename Its>
void passLimits(Wire &wire, Its &limits)
{
    wire.number(limits.mostPixels);
    wire.number(limits.mostSidePx);
    wire.number(limits.mostProfileBytes);
    wire.number(limits.mostExifBytes);
    wire.number(limits.mostChunkBytes);
    wire.number(limits.mostTiles);
    wire.number(limits.mostExpansion);
}

template <typename Wire, typename Its>
void passHeader(Wire &wire, Its &header)
{
    wire.number(header.format);
    passSize(wire, header.size);
    wire.number(header.orientation);
    wire.number(header.bitsPerChannel);
    wire.number(header.channels);
    wire.number(header.isCmyk);
    wire.number(header.isAnimated);
    wire.number(header.extensionAgrees);
    wire.text(header.profileName);
    wire.text(header.camera);
    passStamp(wire, header.stamp);
}

template <typename Wire, typename Its>
void passTexts(Wire &wire, Its &metadata)
{
    for (auto *text : {&metadata.captureTime, &metadata.captureFraction, &metadata.captureOffset,
             &metadata.make, &metadata.model, &metadata.artist, &metadata.copyright,
             &metadata.contact})
        wire.text(*text);
}

/// A packet has to hold them all.
Metadata shortened(Metadata metadata)
{
    constexpr std::size_t most = 4000;
    for (auto *text : {&metadata.captureTime, &metadata.captureFraction, &metadata.captureOffset,
             &metadata.make, &metadata.model, &metadata.artist, &metadata.copyright,
             &metadata.contact})
        if (text->size() > most)
            *text = validUtf8(text->substr(0, most));
    return metadata;
}

void write(Writer &wire, const Metadata &metadata)
{
    passTexts(wire, metadata);
    wire.number(metadata.location.has_value());
    const Location place = metadata.location.value_or(Location {});
    wire.real(place.latitude);
    wire.real(place.longitude);
    wire.number(place.altitude.has_value());
    wire.real(place.altitude.value_or(0));
}

void read(Reader &wire, Metadata &metadata)
{
    passTexts(wire, metadata);
    bool hasLocation = false;
    bool hasAltitude = false;
    Location place;
    double altitude = 0;
    wire.number(hasLocation);
    wire.real(place.latitude);
    wire.real(place.longitude);
    wire.number(hasAltitude);
    wire.real(altitude);
    if (hasAltitude)
        place.altitude = altitude;
    if (hasLocation)
        metadata.location = place;
}

void write(Writer &wire, const PhotoNotes &notes)
{
    wire.number(notes.size());
    for (const PhotoNote note : notes)
        wire.number(note);
}

void read(Reader &wire, PhotoNotes &notes)
{
    constexpr std::size_t most = 32; // there are fewer kinds, and each stands once
    std::size_t count = 0;
    wire.number(count);
    for (std::size_t i = 0; i < std::min(count, most); ++i) {
        PhotoNote note {};
        wire.number(note);
        notes.push_back(note);
    }
}

/// What the reply says of the pixels in the memory file.
struct PixelShape
{
    int rows = 0;
    int cols = 0;
    int channels = 0;
};

Error broken()
{
    return {Error::Code::FileDamaged, "the decoder answered with nonsense"};
}

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

Packet packed(const DecodeRequest &request)
{
    Writer wire;
    wire.text(request.path);
    wire.number(request.mostBytes);
    wire.number(request.options.mostPixels);
    passSize(wire, request.options.enough);
    passSize(wire, request.options.exactly);
    wire.number(request.options.expected.has_value());
    const auto stamp = request.options.expected.value_or(FileStamp {});
    passStamp(wire, stamp);
    passLimits(wire, request.options.limits);
    return std::move(wire.packet);
}

std::optional<DecodeRequest> requestFrom(const Packet &packet)
{
    Reader wire(packet);
    DecodeRequest request;
    wire.text(request.path);
    wire.number(request.mostBytes);
    wire.number(request.options.mostPixels);
    passSize(wire, request.options.enough);
    passSize(wire, request.options.exactly);
    bool isExpected = false;
    FileStamp stamp;
    wire.number(isExpected);
    passStamp(wire, stamp);
    passLimits(wire, request.options.limits);
    if (isExpected)
        request.options.expected = stamp;
    return wire.isWhole() ? std::optional(request) : std::nullopt;
}

DecodeReply packed(const Result<Photo> &photo)
{
    Writer wire;
    wire.number(photo.has_value());
    if (!photo) {
        wire.number(photo.error().code);
        wire.text(photo.error().detail.substr(0, 1000));
        return {std::move(wire.packet), OwnedFile()};
    }
    const auto &pixels = photo->image.pixels;
    auto shared = sharedCopyOf(pixels);
    if (shared < 0)
        return packed(Result<Photo>(fail(Error::Code::OutOfMemory, "no memory for the pixels")));
    passHeader(wire, photo->header);
    write(wire, shortened(photo->metadata));
    write(wire, photo->notes);
    for (const int part : {pixels.rows, pixels.cols, pixels.channels()})
        wire.number(part);
    return {std::move(wire.packet), OwnedFile(shared)};
}

Result<Photo> photoFrom(const Packet &packet, const OwnedFile &pixels)
{
    Reader wire(packet);
    bool isPhoto = false;
    wire.number(isPhoto);
    if (!isPhoto) {
        Error error;
        wire.number(error.code);
        wire.text(error.detail);
        const bool isKnown = wire.isWhole() && error.code <= Error::Code::CameraRaw;
        return tl::unexpected(isKnown ? error : broken());
    }
    Photo photo;
    PixelShape shape;
    passHeader(wire, photo.header);
    read(wire, photo.metadata);
    read(wire, photo.notes);
    wire.number(shape.rows);
    wire.number(shape.cols);
    wire.number(shape.channels);
    if (!wire.isWhole() || (shape.channels != 3 && shape.channels != 4))
        return tl::unexpected(broken());
    photo.image.pixels =
        takenOver(pixels.number(), shape.rows, shape.cols, CV_8UC(shape.channels));
    if (photo.image.pixels.empty())
        return tl::unexpected(broken());
    return photo;
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
