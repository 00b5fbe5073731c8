#pragma once

#include "tests/support/broken_files.h"

namespace files {

/// Bombs, loops and absurd numbers, each built by hand out of one of the whole files.
std::vector<NamedFile> oddFiles(const std::vector<NamedFile> &whole);

} // namespace files
