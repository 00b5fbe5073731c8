#include "core/files/decode_wire.h"

#include "core/files/contained_reader.h"
#include "core/files/shared_pixels.h"
#include "core/files/utf8.h"
#include "core/files/wire_id.h"

#include <array>
#include <cstring>
#include <utility>

namespace core {
namespace {

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
    template <typename Value, typename Pass>
    void maybe(const std::optional<Value> &value, const Pass &pass)
    {
        number(value.has_value());
        if (value)
            pass(*value);
    }
    template <typename Value>
    void numbers(const std::vector<Value> &values, std::size_t)
    {
        number(values.size());
        for (const Value value : values)
            number(value);
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
    template <typename Value, typename Pass>
    void maybe(std::optional<Value> &value, const Pass &pass)
    {
        bool isThere = false;
        number(isThere);
        if (isThere)
            pass(value.emplace());
    }
    template <typename Value>
    void numbers(std::vector<Value> &values, std::size_t most)
    {
        std::size_t count = 0;
        number(count);
        m_isShort = m_isShort || count > most;
        for (std::size_t i = 0; i < count && !m_isShort; ++i)
            number(values.emplace_back());
    }
    bool isWhole() const { return !m_isShort && m_at == m_packet.size(); }

private:
    const Packet &m_packet;
    std::size_t m_at = 0;
    bool m_isShort = false;
};

struct Greeting
{
    std::string name;
    std::string version;
    std::string wire;
};

Greeting ownGreeting()
{
    return {readerName, PAWTRAIT_VERSION, wireId};
}

template <typename Wire, typename Its>
void passGreeting(Wire &wire, Its &greeting)
{
    wire.text(greeting.name);
    wire.text(greeting.version);
    wire.text(greeting.wire);
}

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
    wire.number(limits.mostMemoryBytes);
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

/// All texts of Metadata.
template <typename Its>
auto textsOf(Its &metadata)
{
    return std::array {&metadata.captureTime, &metadata.captureFraction, &metadata.captureOffset,
        &metadata.make, &metadata.model, &metadata.artist, &metadata.copyright, &metadata.contact};
}

/// A packet has to hold them all.
Metadata shortened(Metadata metadata)
{
    constexpr std::size_t most = 4000;
    for (std::string *text : textsOf(metadata))
        if (text->size() > most)
            *text = validUtf8(text->substr(0, most));
    return metadata;
}

template <typename Wire, typename Its>
void passMetadata(Wire &wire, Its &metadata)
{
    for (auto *text : textsOf(metadata))
        wire.text(*text);
    wire.maybe(metadata.location, [&wire](auto &place) {
        wire.real(place.latitude);
        wire.real(place.longitude);
        wire.maybe(place.altitude, [&wire](auto &altitude) { wire.real(altitude); });
    });
}

template <typename Wire, typename Its>
void passNotes(Wire &wire, Its &notes)
{
    constexpr std::size_t most = 32; // there are fewer kinds, and each stands once
    wire.numbers(notes, most);
}

template <typename Wire, typename Its>
void passRequest(Wire &wire, Its &request)
{
    wire.number(request.wanted);
    wire.text(request.path);
    wire.number(request.options.mostPixels);
    passSize(wire, request.options.enough);
    passSize(wire, request.options.exactly);
    wire.number(request.options.depth);
    wire.maybe(request.options.expected, [&wire](auto &stamp) { passStamp(wire, stamp); });
    passLimits(wire, request.options.limits);
}

/// What the reply says of the pixels in the memory file.
struct PixelShape
{
    int rows = 0;
    int cols = 0;
    int type = 0; ///< OpenCV's
};

bool isKnown(int type)
{
    return type == CV_8UC3 || type == CV_8UC4 || type == CV_16UC3 || type == CV_16UC4;
}

Error broken()
{
    return {Error::Code::ReaderFailed, "the decoder answered with nonsense"};
}

template <typename Value>
void passOutcome(Writer &wire, const Result<Value> &outcome)
{
    wire.number(outcome.has_value());
    if (outcome)
        return;
    wire.number(outcome.error().code);
    wire.text(outcome.error().detail.substr(0, 1000));
}

/// None where the answer goes on with what was asked for.
std::optional<Error> failureFrom(Reader &wire)
{
    bool isThere = false;
    wire.number(isThere);
    if (isThere)
        return std::nullopt;
    Error error;
    wire.number(error.code);
    wire.text(error.detail);
    const bool isKnown = wire.isWhole() && error.code <= Error::Code::CameraRaw;
    return isKnown ? error : broken();
}

} // namespace

Packet greeting()
{
    Writer wire;
    const Greeting ours = ownGreeting();
    passGreeting(wire, ours);
    return std::move(wire.packet);
}

std::optional<std::string> differenceIn(const Packet &greeting)
{
    Reader wire(greeting);
    Greeting theirs;
    passGreeting(wire, theirs);
    const Greeting ours = ownGreeting();
    if (!wire.isWhole() || theirs.name != ours.name)
        return "does not greet as " + ours.name + " does";
    if (theirs.version != ours.version)
        return "is of version " + validUtf8(theirs.version) + ", not " + ours.version;
    if (theirs.wire != ours.wire)
        return "is of another build of version " + ours.version;
    return std::nullopt;
}

Packet packed(const DecodeRequest &request)
{
    Writer wire;
    passRequest(wire, request);
    return std::move(wire.packet);
}

std::optional<DecodeRequest> requestFrom(const Packet &packet)
{
    Reader wire(packet);
    DecodeRequest request;
    passRequest(wire, request);
    return wire.isWhole() ? std::optional(request) : std::nullopt;
}

Packet packed(const Result<Header> &header)
{
    Writer wire;
    passOutcome(wire, header);
    if (header)
        passHeader(wire, *header);
    return std::move(wire.packet);
}

Result<Header> headerFrom(const Packet &packet)
{
    Reader wire(packet);
    if (const auto failure = failureFrom(wire))
        return tl::unexpected(*failure);
    Header header;
    passHeader(wire, header);
    if (!wire.isWhole())
        return tl::unexpected(broken());
    return header;
}

DecodeReply packed(const Result<Photo> &photo)
{
    Writer wire;
    passOutcome(wire, photo);
    if (!photo)
        return {std::move(wire.packet), OwnedFile()};
    const auto &pixels = photo->image.pixels;
    auto shared = sharedCopyOf(pixels);
    if (shared < 0)
        return packed(Result<Photo>(fail(Error::Code::OutOfMemory, "no memory for the pixels")));
    passHeader(wire, photo->header);
    const Metadata metadata = shortened(photo->metadata);
    passMetadata(wire, metadata);
    passNotes(wire, photo->notes);
    for (const int part : {pixels.rows, pixels.cols, pixels.type()})
        wire.number(part);
    return {std::move(wire.packet), OwnedFile(shared)};
}

Result<Photo> photoFrom(const Packet &packet, const OwnedFile &pixels)
{
    Reader wire(packet);
    if (const auto failure = failureFrom(wire))
        return tl::unexpected(*failure);
    Photo photo;
    PixelShape shape;
    passHeader(wire, photo.header);
    passMetadata(wire, photo.metadata);
    passNotes(wire, photo.notes);
    wire.number(shape.rows);
    wire.number(shape.cols);
    wire.number(shape.type);
    if (!wire.isWhole() || !isKnown(shape.type))
        return tl::unexpected(broken());
    photo.image.pixels = takenOver(pixels.number(), shape.rows, shape.cols, shape.type);
    if (photo.image.pixels.empty())
        return tl::unexpected(broken());
    return photo;
}

} // namespace core
