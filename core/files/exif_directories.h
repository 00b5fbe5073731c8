#pragma once

#include "core/files/metadata_reader.h"

namespace core {

/// The Exif block in `piece` without what no reader of metadata asks for: pixels, thumbnails, values
/// of more than 64 KB (texts and resources: 4 MB). The first directory of the block and those of
/// Exif, place and interoperability are copied. A TIFF file is such a block as a whole. Empty where
/// there is none.
std::vector<std::uint8_t> exifDirectories(const ByteFile &file, const Piece &piece);

} // namespace core
