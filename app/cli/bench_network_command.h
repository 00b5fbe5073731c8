#pragma once

#include "app/cli/network_figures.h"

#include <filesystem>
#include <stop_token>
#include <string>
#include <vector>

namespace cli {

/// What the command line says.
struct BenchNetworkOptions
{
    NetworkChoice network;
    std::vector<int> sizes; ///< px, sides of the square input; none: the network's own
    NetworkMeasurement measured;
    int threads = 0; ///< 0: as many as the processor has
    bool asJson = false;
    std::string compared; ///< one of comparableWays(): what float32 is compared with instead
    std::vector<std::filesystem::path> photos; ///< to compare on; none: the bundled sample
};

/// Adds `network` below `bench`.
void addBenchNetwork(CLI::App &bench, BenchNetworkOptions &options);

/// `pawtrait-cli bench network`: speed and memory of one network alone, on the bundled sample at
/// each size; with `compared`, differences of two ways to run it instead. Returns the exit status:
/// 0; 1 if something could not be measured; 130 when interrupted.
int benchNetwork(const BenchNetworkOptions &options, const std::filesystem::path &program,
    const std::stop_token &stop);

} // namespace cli
