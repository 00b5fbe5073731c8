#include "core/files/decode_wire.h"

#include "core/files/contained_reader.h"
#include "core/files/decode_fields.h"
#include "core/files/packet_fields.h"
#include "core/files/shared_pixels.h"
#include "core/files/utf8.h"
#include "core/files/wire_id.h"

#include <utility>

namespace core {
namespace {

Greeting ownGreeting()
{
    return {readerName, PAWTRAIT_VERSION, wireId};
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

/// What a packet from the decoder begins with.
enum class Says { Failure, Value, Progress };

template <typename Value>
void passOutcome(PacketWriter &wire, const Result<Value> &outcome)
{
    wire.number(outcome ? Says::Value : Says::Failure);
    if (outcome)
        return;
    wire.number(outcome.error().code);
    wire.text(outcome.error().detail.substr(0, 1000));
}

/// None where the answer goes on with what was asked for.
std::optional<Error> failureFrom(PacketReader &wire)
{
    Says says = Says::Failure;
    wire.number(says);
    if (says == Says::Value)
        return std::nullopt;
    Error error;
    wire.number(error.code);
    wire.text(error.detail);
    const bool isKnown = says == Says::Failure && wire.isWhole() && error.code >= Error::Code::Cancelled
        && error.code <= Error::Code::CameraRaw;
    return isKnown ? error : broken();
}

} // namespace

Packet greeting()
{
    PacketWriter wire;
    const Greeting ours = ownGreeting();
    passGreeting(wire, ours);
    return std::move(wire.packet);
}

std::optional<std::string> differenceIn(const Packet &greeting)
{
    PacketReader wire(greeting);
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
    PacketWriter wire;
    passRequest(wire, request);
    return std::move(wire.packet);
}

std::optional<DecodeRequest> requestFrom(const Packet &packet)
{
    PacketReader wire(packet);
    DecodeRequest request;
    passRequest(wire, request);
    return wire.isWhole() ? std::optional(request) : std::nullopt;
}

Packet packedProgress(double fraction)
{
    PacketWriter wire;
    wire.number(Says::Progress);
    wire.real(fraction);
    return std::move(wire.packet);
}

std::optional<double> progressFrom(const Packet &packet)
{
    PacketReader wire(packet);
    Says says = Says::Failure;
    double fraction = 0;
    wire.number(says);
    wire.real(fraction);
    const bool isFraction = fraction >= 0 && fraction <= 1;
    return says == Says::Progress && wire.isWhole() && isFraction ? std::optional(fraction)
                                                                  : std::nullopt;
}

Packet packed(const Result<Header> &header)
{
    PacketWriter wire;
    passOutcome(wire, header);
    if (header)
        passHeader(wire, *header);
    return std::move(wire.packet);
}

Result<Header> headerFrom(const Packet &packet)
{
    PacketReader wire(packet);
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
    PacketWriter wire;
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
    PacketReader wire(packet);
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
