#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace core {

/// Extensions that may hold a photo, lower case with the dot. For folders and the open dialog.
const std::vector<std::string> &photoExtensions();

/// What may be a photo by its name or its content in a folder (not in its sub-folders), in natural
/// order; also pictures of kinds that we do not read, so that somebody hears of them. Hidden files
/// are left out.
std::vector<std::filesystem::path> photosIn(const std::filesystem::path &folder);

} // namespace core
