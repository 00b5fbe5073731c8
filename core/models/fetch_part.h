#pragma once

#include "core/models/download.h"
#include "core/models/download_part.h"

namespace core {

/// Brings what is missing of a part, in one attempt after another; that it is the wanted file is not
/// known yet. Errors: those of download() but InUse and those of Download::check; HashMismatch is of
/// the length alone.
Result<> fetchPart(const Download &wanted, const DownloadOptions &options, DownloadPart &part,
    const DownloadReport &report, const Progress &progress);

} // namespace core
