#pragma once

#include "core/checks/megapixel_policy.h"
#include "core/checks/print_check.h"
#include "core/files/photo_note.h"
#include "core/result.h"

#include <string>

namespace cli {

/// "pass", "suggest", "reject": the words of the JSON report.
std::string nameOf(core::Acceptance acceptance);

/// One sentence for a person, with the numbers.
std::string sentenceFor(const core::SizeVerdict &verdict);
std::string sentenceFor(const core::PrintVerdict &verdict, const core::PrintNeed &need);
std::string sentenceFor(const core::Error &error);
std::string sentenceFor(core::PhotoNote note);

/// A name as a terminal may show it: what is no UTF-8 and what could steer the terminal replaced.
std::string shown(const std::string &name);

/// Characters in a UTF-8 text.
int lengthOf(const std::string &text);

/// The first `most` characters of a UTF-8 text.
std::string clipped(const std::string &text, int most);

/// "file-damaged": the word of the JSON report.
std::string nameOf(core::Error::Code code);

} // namespace cli
