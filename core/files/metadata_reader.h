#pragma once

#include "core/files/byte_file.h"
#include "core/files/metadata.h"

#include <vector>

namespace core {

/// Some bytes of a file.
struct Piece
{
    std::uint64_t from = 0;
    std::uint64_t bytes = 0;
};

/// Where a file's metadata stands, each in pieces to be joined; empty where there is none.
struct MetadataPlaces
{
    std::vector<Piece> exif = {}; ///< anything may stand before its TIFF header, up to 64 bytes
    std::vector<Piece> xmp = {}; ///< the packet
    std::vector<Piece> iptc = {}; ///< Photoshop's resources, which hold it
};

/// What was read, and whether something of it was lost.
struct ReadMetadata
{
    Metadata metadata = {};
    bool isBroken = false;
};

/// Exif counts before XMP, XMP before IPTC. Whatever stands there, no error comes of it: broken
/// metadata costs itself alone. May be called by several threads at once.
ReadMetadata metadataAt(const ByteFile &file, const MetadataPlaces &places);

} // namespace core
