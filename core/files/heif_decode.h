#pragma once

#include "core/files/heif_file.h"
#include "core/files/photo_note.h"

#include <opencv2/core/mat.hpp>

namespace core {

/// A picture of an opened file, or one tile of it, as StoredPixels has them: RGB or, with alpha,
/// RGBA; deep (more than 8 bits) as 16 bit. libheif carries out its rotation, mirror and crop.
/// Errors: FileDamaged; FormatUnsupported; OutOfMemory.
Result<cv::Mat> decodedHeif(const heif_image_handle *picture, bool isDeep, bool hasAlpha);

/// What lies in the file beside its primary picture.
PhotoNotes notesOn(const HeifFile &opened);

} // namespace core
