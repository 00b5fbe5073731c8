#pragma once

#include "core/result.h"

#include <filesystem>
#include <string>

namespace core {

/// SHA-256 of a file's bytes, 64 lower-case hex digits. Errors: FileMissing; FileUnreadable.
Result<std::string> sha256Of(const std::filesystem::path &file);

} // namespace core
