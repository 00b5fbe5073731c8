#pragma once

#include "core/checks/megapixel_policy.h"

#include <filesystem>
#include <vector>

namespace cli {

/// Files as they are; folders replaced by the photos in them, in natural order.
std::vector<std::filesystem::path> filesFrom(const std::vector<std::filesystem::path> &paths);

/// The built-in limits under the environment's. Unusable values are named on standard error.
core::MegapixelLimits limitsInForce();

} // namespace cli
