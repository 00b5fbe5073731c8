#pragma once

#include "core/inference/network_size.h"
#include "core/inference/saliency.h"
#include "core/models/models.h"

#include <cstdint>
#include <optional>

namespace core {

/// How a model is run.
struct PassOptions
{
    ResizeRule resize = ResizeRule::Static; ///< of full masks; previews are always square
    std::optional<Blending> blending {}; ///< wished for full masks; see blendingFor()
    /// Bytes of a device's memory that passes leave to others.
    std::int64_t memoryReserve = 300'000'000;
    std::int64_t memoryAlert = 20'000'000'000; ///< bytes; a pass that takes more is said
};

/// Whether a model was trained on inputs so small that a second pass over a larger one sharpens its
/// masks: its base size is 512 px at most.
bool canBlend(const Model &model);

/// The wished blending, where canBlend(); full masks whose input isForBlending() are made by it.
std::optional<Blending> blendingFor(const Model &model, const PassOptions &options);

/// The network's input for a photo of that size, in px. Errors: those of networkSize().
Result<Size> inputSize(const Model &model, const PassOptions &options, Size photo, Detail detail);

/// What masks of that detail are made with by networks of these options; the size is that of the
/// Static rule. Previews beside int8 are float32: they are what its full masks are compared with.
MaskRecord plannedMask(const Model &model, NetworkOptions network, Detail detail);

} // namespace core
