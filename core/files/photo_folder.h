#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace core {

/// Extensions that may hold a photo, lower case with the dot. For folders and the open dialog.
const std::vector<std::string> &photoExtensions();

/// All photos of a folder (not of its sub-folders), in natural order. Hidden files are left out.
std::vector<std::filesystem::path> photosIn(const std::filesystem::path &folder);

} // namespace core
