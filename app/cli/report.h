#pragma once

#include "core/result.h"

#include <nlohmann/json_fwd.hpp>

#include <stop_token>

namespace cli {

/// A report in one piece, whatever the names in it are made of.
void printJson(const nlohmann::ordered_json &report);

/// Says on standard error why a command failed. The exit status: 130 when it was interrupted, 2
/// where the command line has to say more, else 1.
int failed(const core::Error &error, const std::stop_token &stop = {});

} // namespace cli
