#pragma once

#include "core/inference/local_segmenter.h"

#include <filesystem>
#include <functional>
#include <string>

namespace core {

/// Says all that masks depend on beside the photo and what Segmenter::plan() says.
using MaskIdentity = std::function<Result<std::string>()>;

/// That of a model on this machine: its name, the SHA-256 of its file, how it is run, LibTorch, and
/// how this program prepares photos. Make it before the network is loaded. It reads the whole file
/// when it is first called; errors: those of sha256Of(); FileChanged, once the file is not the one
/// that was there when this was made.
MaskIdentity maskIdentity(const Model &model, const std::filesystem::path &modelsFolder,
    const LocalSegmenterOptions &options);

} // namespace core
