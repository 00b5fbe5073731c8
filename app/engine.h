#pragma once

#include "core/inference/local_segmenter.h"
#include "core/inference/mask_cache.h"
#include "core/result.h"

#include <memory>
#include <optional>
#include <string>

namespace app {

/// What the user chose of model and device.
struct EngineOptions
{
    std::string model = "lite";
    std::string device = "auto"; ///< "auto", "cpu", "cuda", "cuda:1"
    int threads = 0; ///< 0: as many as the processor has
    /// Where it proves right; nothing: float32 on the processor, float16 on a card.
    std::optional<core::Precision> precision = core::Precision::Float32;
    core::FineStages fineStages = core::FineStages::Everywhere;
    core::ResizeRule resize = core::ResizeRule::Static; ///< of full masks
    std::optional<core::Blending> blending {}; ///< of full masks of large photos
    std::int64_t maskCacheBytes = core::MaskCache().mostBytes; ///< 0: masks are not kept
    double memoryAlertGigabytes = 20; ///< a pass that takes more is said
    /// WhenNeeded has a meaning only where masks are kept.
    core::LocalSegmenterOptions::Loading loading = core::LocalSegmenterOptions::Loading::AtOnce;
};

/// The segmenter of a model on the user's shelf; it keeps its masks in maskCacheFolder().
/// Errors: those of ModelShelf::standard() and find(); ChoiceImpossible (a device that is not there).
core::Result<std::unique_ptr<core::Segmenter>> engineFor(
    const EngineOptions &options, const std::filesystem::path &program);

/// Whether the model has that precision on that device, and can blend where that is wished. An
/// engine does without what cannot be had, and its masks say so. Errors: ChoiceImpossible; those of
/// ModelShelf::standard() and entry().
core::Result<> checkChoice(const EngineOptions &options, const std::filesystem::path &program);

/// "CPU, 2 threads"; says clearly when there is no CUDA.
std::string deviceSentence();

} // namespace app
