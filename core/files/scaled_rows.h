#pragma once

#include "core/files/photo.h"
#include "core/files/stored.h"

namespace core {

/// A photo made smaller while it is decoded row by row, so that it never is in memory at full size:
/// the same as decoding all of it, converting, turning and resizing it (RowResizer), but for one
/// level of rounding where it is mirrored or has an alpha channel that is opaque. `target`: upright.
/// Metadata and header are left to the caller.
/// Errors: those of the format's rows.
Result<Photo> scaledFromRows(const ByteFile &file, const StoredHeader &stored, Size target,
    const Progress &progress);

} // namespace core
