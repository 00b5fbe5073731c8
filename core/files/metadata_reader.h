#pragma once

#include "core/files/byte_file.h"
#include "core/files/metadata.h"

#include <string>
#include <vector>

namespace core {

/// Some bytes of a file.
struct Piece
{
    std::uint64_t from = 0;
    std::uint64_t bytes = 0;
};

/// Metadata that stands in a file packed, or spelled out, made plain. Each counts where the file has
/// none as it should be; author and copyright, in UTF-8, where nothing else says it.
struct PlainMetadata
{
    std::vector<std::uint8_t> exif = {};
    std::vector<std::uint8_t> xmp = {};
    std::vector<std::uint8_t> iptc = {}; ///< Photoshop's resources, or the record alone
    std::string author = {};
    std::string copyright = {};
};

/// Where a file's metadata stands, each in pieces to be joined; empty where there is none.
struct MetadataPlaces
{
    std::vector<Piece> exif = {}; ///< anything may stand before its TIFF header, up to 64 bytes
    std::vector<Piece> xmp = {}; ///< the packet
    std::vector<Piece> iptc = {}; ///< Photoshop's resources, which hold it
    PlainMetadata plain = {};
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
