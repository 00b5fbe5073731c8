#include "app/cli/network_figures.h"

#include "core/inference/network_input.h"
#include "core/metrics/memory.h"
#include "core/metrics/stopwatch.h"
#include "core/network/memory_demand.h"
#include "core/network/nominal_cost.h"
#include "core/network/page_keeper.h"

#include <sys/resource.h>

#include <algorithm>
#include <ctime>

namespace cli {

namespace {

using Inputs = std::vector<core::NetworkInput>;

long minorFaults()
{
    rusage usage {};
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_minflt;
}

core::NetworkInput greyInput(int side)
{
    core::NetworkInput grey {.width = side, .height = side, .rgb = {}};
    grey.rgb.assign(std::size_t(side) * std::size_t(side) * 3, 128);
    return grey;
}

core::Result<> passed(core::Network &network, const Inputs &inputs, const std::stop_token &stop)
{
    const auto maps = network.runBatch(inputs, stop);
    return maps ? core::Result<>() : tl::unexpected(maps.error());
}

/// A small pass first: it makes what a pass of any size needs.
core::Result<core::Network> loadedNetwork(
    const ChosenNetwork &chosen, const core::NetworkOptions &options, const std::stop_token &stop)
{
    auto network = core::Network::load(chosen.checkpoint, options);
    if (!network)
        return network;
    if (const auto small = passed(*network, {greyInput(64)}, stop); !small)
        return tl::unexpected(small.error());
    core::releaseKeptPages(); // the pass that is measured takes all of its own
    return network;
}

/// Pages that a pass took are kept for the next: the peak is the first one's, and the second one
/// should fault none anew.
core::Result<> measureMemory(core::Network &network, const Inputs &inputs, NetworkFigures &figures,
    const std::stop_token &stop)
{
    const double before = core::residentMegabytes();
    const std::size_t heldBefore = core::tensorBytes().held;
    core::forgetPeakMemory();
    core::forgetMostTensorBytes();
    if (auto first = passed(network, inputs, stop); !first)
        return first;
    figures.peakMegabytes = core::peakMegabytes() - before;
    figures.heldMegabytes = double(core::tensorBytes().mostHeld - heldBefore) / 1e6;
    const long faults = minorFaults();
    const double busy = processorSeconds();
    if (auto second = passed(network, inputs, stop); !second)
        return second;
    figures.minorFaults = minorFaults() - faults;
    figures.processorSeconds = processorSeconds() - busy;
    return {};
}

core::Result<double> bestSeconds(
    core::Network &network, const Inputs &inputs, int runs, const std::stop_token &stop)
{
    std::optional<double> best;
    for (int i = 0; i < runs; ++i) {
        core::Stopwatch watch;
        if (const auto done = passed(network, inputs, stop); !done)
            return tl::unexpected(done.error());
        const double seconds = watch.lap();
        best = best ? std::min(*best, seconds) : seconds;
    }
    return best.value_or(0);
}

core::Result<> measureSpeed(core::Network &network, const Inputs &inputs, int runs,
    NetworkFigures &figures, const std::stop_token &stop)
{
    const auto seconds = bestSeconds(network, inputs, runs, stop);
    if (!seconds)
        return tl::unexpected(seconds.error());
    figures.seconds = *seconds;
    const core::NetworkOptions &how = network.options();
    if (const auto nominal = core::nominalGigaflops(how.architecture, figures.size, figures.size))
        figures.gigaflopsPerSecond = *nominal * double(inputs.size()) / *seconds;
    return network.stageTimes(figures.size, figures.size)
        .map([&](std::vector<core::StageTime> stages) { figures.stages = std::move(stages); });
}

} // namespace

double processorSeconds()
{
    timespec time {};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return double(time.tv_sec) + 1e-9 * double(time.tv_nsec);
}

core::Result<NetworkFigures> measuredNetwork(const ChosenNetwork &chosen,
    const NetworkMeasurement &what, const core::Image &photo, int size, const std::stop_token &stop)
{
    core::NetworkOptions how = chosen.options;
    how.precision = what.precision;
    how.fineStages = what.fineStages;
    const auto input = core::networkInput(photo, {size, size});
    if (!input)
        return tl::unexpected(input.error());
    const Inputs inputs(std::size_t(what.batch), *input);
    auto network = loadedNetwork(chosen, how, stop);
    if (!network)
        return tl::unexpected(network.error());
    const core::MemoryDemand demand = core::memoryDemand(how, size, size, what.batch);
    NetworkFigures figures {.size = size,
        .batch = what.batch,
        .predictedMegabytes = double(demand.activations) / 1e6,
        .predictedHeldMegabytes = double(demand.held) / 1e6};
    if (const auto done = measureMemory(*network, inputs, figures, stop); !done)
        return tl::unexpected(done.error());
    if (what.runs == 0)
        return figures;
    return measureSpeed(*network, inputs, what.runs, figures, stop).map([&] {
        return std::move(figures);
    });
}

} // namespace cli
