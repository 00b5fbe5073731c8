#pragma once

#include "app/cli/network_choice.h"
#include "core/image/image.h"

#include <optional>
#include <stop_token>
#include <vector>

namespace cli {

/// What is measured of a network.
struct NetworkMeasurement
{
    core::Precision precision = core::Precision::Float32;
    core::FineStages fineStages = core::FineStages::Everywhere;
    int batch = 1; ///< inputs in one pass
    int runs = 3; ///< the best one counts; 0: memory alone is measured
};

/// A network's speed and memory at one size.
struct NetworkFigures
{
    int size = 0; ///< px, side of the square input
    int batch = 1;
    double seconds = 0; ///< of the best run
    std::optional<double> gigaflopsPerSecond = {};
    double peakMegabytes = 0; ///< of a first pass, above the loaded network, as the system counts
    double heldMegabytes = 0; ///< of that, what tensors held at once, counted
    double predictedMegabytes = 0; ///< what was predicted for the peak
    double predictedHeldMegabytes = 0; ///< what was predicted for the tensors
    long minorFaults = 0; ///< of a second pass
    double processorSeconds = 0; ///< of that, all threads
    std::vector<core::StageTime> stages {}; ///< of one input
};

/// Of all threads since the program's start.
double processorSeconds();

/// One network on `photo` at size x size px. Errors: those of Network::load() and
/// Network::runBatch().
core::Result<NetworkFigures> measuredNetwork(const ChosenNetwork &chosen,
    const NetworkMeasurement &what, const core::Image &photo, int size, const std::stop_token &stop);

} // namespace cli
