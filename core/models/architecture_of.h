#pragma once

#include "core/network/network.h"
#include "core/result.h"

#include <filesystem>

namespace core {

/// Whose network a file of weights holds. Errors: ModelMissing; ModelMismatch (no checkpoint, a
/// damaged one, or no network of ours, with the first differences); OutOfMemory.
Result<Architecture> architectureOf(const std::filesystem::path &file);

/// Errors: those of architectureOf(); ModelMismatch where it holds another.
Result<> checkArchitecture(const std::filesystem::path &file, Architecture wanted);

} // namespace core
