#pragma once

#include "core/files/decode_wire.h"

#include <array>
#include <string>

/// The fields of everything that goes over the wire, in order. `Wire` is a PacketWriter, and what it
/// packs const; or a PacketReader.
namespace core {

/// What a reader says first: its program, and how it speaks.
struct Greeting
{
    std::string name;
    std::string version;
    std::string wire;
};

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

} // namespace core
