#pragma once

#include "core/files/header.h"
#include "core/files/metadata.h"
#include "core/files/photo_note.h"
#include "core/image/image.h"
#include "core/progress.h"

#include <optional>

namespace core {

/// A photo, decoded: upright and in sRGB, as the rule in core/image/image.h says; deep only where
/// that was asked for and the file has more than 8 bits.
struct Photo
{
    Image image = {}; ///< RGB; RGBA only where the file itself has transparency
    Header header = {}; ///< of the file as it was read
    Metadata metadata = {};
    PhotoNotes notes = {};
};

/// How much of a photo is wanted, and of which one.
struct ReadOptions
{
    /// More pixels than this are never decoded at full size: JPEG is scaled while decoding. Others
    /// are made smaller row by row where `enough` or `exactly` says how small, else they end in
    /// ImageTooLarge, and kinds that only come whole (interlaced PNG) in ImageWholeOnly.
    std::int64_t mostPixels = 50'000'000;
    /// At least this size is enough: JPEG may be decoded smaller by 2, 4 or 8, and what comes in rows
    /// to the smallest size of its aspect (sides never below these). {0, 0}: full size.
    Size enough = {};
    /// Resampled by Lanczos to exactly this size after decoding (an accepted suggestion). {0, 0}:
    /// not at all.
    Size exactly = {};
    /// Both depths are computed alike: Eight is AsStored, rounded at the end.
    Depth depth = Depth::Eight;
    /// The stamp of the check; another file by now ends in FileChanged.
    std::optional<FileStamp> expected = {};
    /// What the file may make us take.
    ReadLimits limits = {};
    friend bool operator==(const ReadOptions &, const ReadOptions &) = default;
};

/// Reads JPEG, PNG, WebP, HEIC, AVIF or TIFF.
/// Errors: those of probe(); FileDamaged (cut short, broken); FileChanged; ImageTooLarge;
/// ImageWholeOnly; ImageTooSmall (under 16 px a side); OutOfMemory; Cancelled (asked between rows
/// or pictures).
Result<Photo> readPhoto(const std::filesystem::path &file, const ReadOptions &options = {},
    const Progress &progress = {});

} // namespace core
