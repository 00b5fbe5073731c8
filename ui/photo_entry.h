#pragma once

#include "core/checks/megapixel_policy.h"
#include "core/files/header.h"
#include "core/files/photo_note.h"
#include "core/inference/saliency.h"
#include "core/image/frame.h"
#include "core/result.h"
#include <QImage>
#include <QMetaType>
#include <filesystem>
#include <optional>
#include <string>

namespace ui {

/// Counts up from 1 within a session; never reused.
using PhotoId = int;

/// How far a photo has come. Colour is never the only sign of it: each has words of its own (wording.h).
enum class PhotoState {
    New,       ///< known by name only
    Checked,   ///< header read, verdict there
    Preview,   ///< a small mask is shown; export is locked
    Cut,       ///< the full mask is there
    Exported,  ///< a PNG was written
    Failed,    ///< `error` says why; Retry is offered
};

/// Whether somebody is working on it right now.
enum class PhotoActivity { Idle, Waiting, Working, Cancelled };

/// One photo of the session, as a value: what the film strip and the inspector show.
struct PhotoEntry
{
    PhotoId id = 0;
    std::filesystem::path file;
    PhotoState state = PhotoState::New;
    PhotoActivity activity = PhotoActivity::Idle;
    double fraction = 0;                        ///< 0..1 of what is being worked on
    QImage thumbnail;                           ///< long side about 192 px; the photo, later the cut-out
    std::optional<core::Header> header;
    std::optional<core::SizeVerdict> verdict;
    std::optional<core::Size> importSize;       ///< an accepted suggestion: the photo is used at this size
    std::optional<core::MaskRecord> mask;       ///< of the mask that is shown
    std::optional<core::Frame> animal;          ///< visible part, px of the photo as used (full mask only)
    core::PhotoNotes notes;                     ///< of how it was read (full mask only)
    std::string effect = "original";
    std::optional<core::Error> error;           ///< where state is Failed
    std::filesystem::path exported;             ///< the last PNG written

    /// The size the photo is used at; {0, 0} before it was checked.
    core::Size usedSize() const
    {
        if (importSize)
            return *importSize;
        return header ? header->size : core::Size{};
    }
};

} // namespace ui

Q_DECLARE_METATYPE(ui::PhotoEntry)
