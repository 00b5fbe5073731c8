#pragma once

#include "core/files/header.h"
#include "core/inference/local_segmenter.h"

#include <filesystem>
#include <functional>
#include <string>

namespace core {

/// Says all that masks depend on beside the photo and what Segmenter::plan() says.
using MaskIdentity = std::function<Result<std::string>()>;

/// The SHA-256 of the file that had that stamp, all the while it was read.
using ChecksumLearned = std::function<void(const FileStamp &stamp, const std::string &sha256)>;

/// That of a model on this machine: its name, the SHA-256 of its file, how it is run, LibTorch, and
/// how this program prepares photos. Make it before the network is loaded. Where the checksum is not
/// known (sha256 empty) a thread of its own begins to read the file at once, so that the first photo
/// need not wait, and tells `learned` of it; the last copy waits for that thread. Errors: those of
/// sha256Of(); FileChanged, once the file is not the one that was there when this was made.
MaskIdentity maskIdentity(const Model &model, const std::filesystem::path &modelsFolder,
    const LocalSegmenterOptions &options, const std::string &sha256 = {},
    const ChecksumLearned &learned = {});

} // namespace core
