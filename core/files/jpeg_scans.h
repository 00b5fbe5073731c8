#pragma once

#include "core/files/byte_file.h"

#include <functional>

namespace core {

/// What the head of a scan says of its contents. Source: ITU-T T.81, section B.2.3.
struct JpegScan
{
    int component = 0; ///< by its id in the file; of a scan of several: the first
    int firstCoefficient = 0; ///< in zigzag order; 0: each block's mean
};

/// Bytes of a file.
struct FilePart
{
    std::uint64_t from = 0;
    std::uint64_t end = 0;
};

/// A JPEG without the scans that `isLeftOut` names, from inside its first one: `from` is where that
/// one's coded data begin. Up to the end of the picture, or of a file that is cut short.
/// Errors: FileDamaged (more than a thousand scans).
Result<std::vector<FilePart>> partsWithout(const std::function<bool(const JpegScan &)> &isLeftOut,
    const ByteFile &file, std::uint64_t from);

} // namespace core
