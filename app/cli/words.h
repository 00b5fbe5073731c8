#pragma once

#include "core/checks/megapixel_policy.h"
#include "core/checks/print_check.h"
#include "core/result.h"

#include <string>

namespace cli {

/// "pass", "suggest", "reject": the words of the JSON report.
std::string nameOf(core::Acceptance acceptance);

/// One sentence for a person, with the numbers.
std::string sentenceFor(const core::SizeVerdict &verdict);
std::string sentenceFor(const core::PrintVerdict &verdict, const core::PrintNeed &need);
std::string sentenceFor(const core::Error &error);

/// "file-damaged": the word of the JSON report.
std::string nameOf(core::Error::Code code);

} // namespace cli
