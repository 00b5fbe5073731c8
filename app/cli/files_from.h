#pragma once

#include "core/checks/megapixel_policy.h"

#include <filesystem>
#include <vector>

namespace cli {

/// The photos that a command line names.
struct NamedPhotos
{
    std::vector<std::filesystem::path> files; ///< folders replaced by their photos
    bool isComplete = true; ///< false: a folder held no photos
};

/// What to do with Pawtrait's own PNGs inside a folder.
enum class OwnPrints { Keep, LeaveOut };

/// Files as they are; folders replaced by the photos in them, in natural order. Folders without
/// photos, and how many own prints were left out, are said on standard error.
NamedPhotos photosFrom(const std::vector<std::filesystem::path> &paths, OwnPrints ownPrints);

/// The built-in limits under the environment's. Unusable values are named on standard error.
core::MegapixelLimits limitsInForce();

} // namespace cli
