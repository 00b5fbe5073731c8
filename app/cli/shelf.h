#pragma once

#include "core/models/model_shelf.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace CLI {
class App;
class Option;
}

namespace cli {

/// The user's shelf; where there is none, why is said on standard error.
std::optional<core::ModelShelf> openedShelf(const std::filesystem::path &program);

/// Refuses names that no model of the user's shelf has, as a mistake of usage.
void checkModelName(CLI::Option &option);

/// "367 MB", "8.5 MB"; decimal.
std::string bytesText(std::int64_t bytes);

/// "MIT. ..." with caveats; what has to be known before a model is used.
std::string termsOf(const core::ManifestEntry &entry);

} // namespace cli
