#pragma once

#include "app/engine.h"

#include <filesystem>
#include <stop_token>

namespace cli {

/// What the command line says.
struct BenchOptions
{
    std::filesystem::path photo; ///< "": the bundled sample
    app::EngineOptions engine;
    bool asJson = false;
};

/// `pawtrait-cli bench`: the numbers Pawtrait holds, measured in one run on this machine, each as a
/// share of its limit. Returns the exit status: 0; 1 if something could not be measured; 130
/// when interrupted.
int bench(
    const BenchOptions &options, const std::filesystem::path &program, const std::stop_token &stop);

} // namespace cli
