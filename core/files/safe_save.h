#pragma once

#include "core/result.h"

#include <cstdint>
#include <filesystem>
#include <span>

namespace core {

/// What to do where a file of that name is already there.
enum class IfExists {
    Fail, ///< TargetExists
    MakeUnique, ///< name-2.png, name-3.png, ...
    Replace, ///< somebody said so
};

/// Writes beside the target, flushes to disk, renames: whoever looks sees the old file or the whole
/// new one. `neverOver` (a photo, may be empty) is never replaced, whatever `ifExists` says.
/// Creates no folders. Returns the path written. Errors: TargetExists; TargetUnwritable; DiskFull.
/// On an error nothing is left behind.
Result<std::filesystem::path> saveSafely(const std::filesystem::path &target,
    std::span<const std::uint8_t> bytes, IfExists ifExists,
    const std::filesystem::path &neverOver = {});

/// Flushes the names in a folder, so that they survive a power cut. Best effort.
void flushFolder(const std::filesystem::path &folder);

} // namespace core
