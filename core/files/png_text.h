#pragma once

#include "core/files/byte_file.h"
#include "core/files/metadata_reader.h"

#include <string_view>

namespace core {

/// Takes what a text chunk says of its photo, the first of each; others are passed over. kind:
/// "tEXt", "zTXt" or "iTXt". XMP that stands there as it is becomes a place in the file, all else is
/// made plain: packed XMP; Exif, XMP and IPTC in hexadecimal digits, as ImageMagick and exiftool
/// write them; author and copyright. Nothing over 1 MB is unpacked.
/// Sources: Portable Network Graphics specification, third edition, section 11.3.3; ImageMagick's
/// coders/png.c and exiftool's PNG.pm ("Raw profile type").
void takePngText(
    const ByteFile &file, std::string_view kind, const Piece &content, MetadataPlaces &places);

} // namespace core
