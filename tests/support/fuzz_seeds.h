#pragma once

#include "tests/support/broken_files.h"

namespace files {

/// What a target of fuzz/targets.h starts from: small whole inputs. `folder` is for libraries that
/// write to a path alone.
std::vector<NamedFile> fuzzSeeds(const std::string &target, const std::filesystem::path &folder);

} // namespace files
