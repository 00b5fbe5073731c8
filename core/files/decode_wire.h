#pragma once

#include "core/files/packet_socket.h"
#include "core/files/photo.h"

#include <optional>
#include <string>

/// What ContainedReader and its process tell each other: packets of numbers and texts, and pixels
/// in a memory file that is passed along. Both are the same build on the same machine, which the
/// first packet has to show.
namespace core {

/// What a decoding process says first: what it is, of which version, and its wireId.
Packet greeting();

/// In what the one who greets differs from this build; none where in nothing.
std::optional<std::string> differenceIn(const Packet &greeting);

/// Which photo to decode, and how.
struct DecodeRequest
{
    enum class Wanted { Header, Photo };
    Wanted wanted = Wanted::Photo;
    std::string path;
    ReadOptions options; ///< of a header the limits alone count
};

Packet packed(const DecodeRequest &request);
std::optional<DecodeRequest> requestFrom(const Packet &packet);

/// How far the decoder is with what it was asked for (0..1): any number of them come before the
/// answer. None where the packet is something else, or no such fraction.
Packet packedProgress(double fraction);
std::optional<double> progressFrom(const Packet &packet);

/// A header, or why there is none.
Packet packed(const Result<Header> &header);
Result<Header> headerFrom(const Packet &packet);

/// A photo, its pixels put into a sealed memory file, or why there is none.
struct DecodeReply
{
    Packet packet;
    OwnedFile pixels;
};
DecodeReply packed(const Result<Photo> &photo);

/// Believes nothing: sizes are held against the memory file, which must not be able to shrink.
Result<Photo> photoFrom(const Packet &packet, const OwnedFile &pixels);

} // namespace core
