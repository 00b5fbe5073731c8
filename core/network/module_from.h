#pragma once

#include "core/network/inspyrenet_modules.h"
#include "core/network/network.h"

#include <filesystem>

namespace core {

/// The network of a checkpoint on the CPU, its weights in float32, not yet prepared for any way of
/// running. Errors: ModelMissing; ModelMismatch. Throws what LibTorch throws.
Result<Inspyrenet> moduleFrom(
    const std::filesystem::path &checkpoint, const NetworkOptions &options);

} // namespace core
