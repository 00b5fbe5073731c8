#pragma once

#include "core/inference/local_segmenter.h"
#include "ui/session.h"

#include <QString>

/// The sentences of the status line.
namespace ui {

/// The network that makes the masks, as far as it is known.
struct ModelStatus
{
    core::LocalSegmenter::State state = core::LocalSegmenter::State::Loading;
    core::MaskRecord plan; ///< once the state is Ready; the model's name before
    int threads = 0;
    std::optional<core::Error> error; ///< where the state is Failed
};

QString workText(const WorkStatus &status, int photos); ///< "Cutting 4 of 9"
QString timeLeftText(std::chrono::duration<double> left); ///< "about 12 s left"
QString modelText(const ModelStatus &status); ///< "Lite · CPU, 2 threads · float32"; "" until then
QString stateText(const ModelStatus &status); ///< "● ready", "◌ Loading base…"
/// Why a chosen model is not used; `works`: the one that goes on.
QString keptText(const std::string &chosen, const core::Error &error, const std::string &works);
QString addedText(const AddOutcome &outcome); ///< "" where there is nothing to say
QString lockText(ExportLock lock); ///< why a photo cannot be exported now
QString exportedText(const std::filesystem::path &file); ///< "Saved as rex_original.png"

} // namespace ui
