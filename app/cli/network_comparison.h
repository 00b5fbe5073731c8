#pragma once

#include "app/cli/network_choice.h"

#include <filesystem>
#include <stop_token>
#include <string>
#include <vector>

namespace cli {

/// One photo through a network as the reference runs it and through the same in another way.
struct ComparedPhoto
{
    std::string name;
    double seconds = 0; ///< float32, everywhere
    double otherSeconds = 0;
    double processorSeconds = 0; ///< of all threads: what else the machine does matters less
    double otherProcessorSeconds = 0;
    double mean = 0; ///< of the absolute difference, 0..1
    double largestAtEdges = 0; ///< where the mask is 0.1..0.9
    double largestElsewhere = 0;
};

/// Words for the other way: "bfloat16", "float16", "int8", "near-edges".
std::vector<std::string> comparableWays();

/// Both networks in turns on each photo, size x size px; maps are not stretched, so that one pixel's
/// difference does not reach all others. Errors: those of Network::load(), Network::run(),
/// readPhoto().
core::Result<std::vector<ComparedPhoto>> comparedPhotos(const ChosenNetwork &chosen,
    const std::string &way, int size, const std::vector<std::filesystem::path> &photos,
    const std::stop_token &stop);

/// A line a photo, and below it mean, 95th percentile and largest, and how many exceed the bound of
/// a second opinion; with "float16" the largest magnitude of each stage, too.
void printComparison(const std::string &way, const std::vector<ComparedPhoto> &rows);

} // namespace cli
