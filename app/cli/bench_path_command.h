#pragma once

#include "app/engine.h"

#include <filesystem>
#include <stop_token>

namespace CLI {
class App;
}

namespace cli {

/// What the command line says.
struct BenchPathOptions
{
    std::filesystem::path photo;
    app::EngineOptions engine;
    int runs = 3; ///< the best one counts
    bool asJson = false;
};

/// Adds `path` below `bench`.
void addBenchPath(CLI::App &bench, BenchPathOptions &options);

/// `pawtrait-cli bench path PHOTO`: how long each stage between file and PNG takes, the network
/// left out of the sum. Returns the exit status: 0; 1 if the photo could not be cut; 130 when
/// interrupted.
int benchPath(const BenchPathOptions &options, const std::filesystem::path &program,
    const std::stop_token &stop);

} // namespace cli
