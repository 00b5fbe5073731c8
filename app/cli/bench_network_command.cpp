#include "app/cli/bench_network_command.h"

#include "app/cli/network_comparison.h"
#include "app/cli/report.h"
#include "app/cli/sample_photos.h"
#include "app/cli/words.h"
#include "core/files/photo.h"
#include "core/inference/network_input.h"
#include "core/metrics/memory.h"
#include "core/metrics/stopwatch.h"
#include "core/network/memory_demand.h"
#include "core/network/nominal_cost.h"
#include "core/network/page_keeper.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <sys/resource.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <optional>

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

namespace cli {

namespace {

/// One line of the table.
struct NetworkFigures
{
    int size = 0; ///< px
    double seconds = 0; ///< of the best run
    std::optional<double> gigaflopsPerSecond = {};
    double peakMegabytes = 0; ///< of a first pass, above the loaded network
    double predictedMegabytes = 0; ///< what was predicted for that
    long minorFaults = 0; ///< of a second pass
    std::vector<core::StageTime> stages {};
};

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

core::NetworkOptions networkOptions(
    const BenchNetworkOptions &options, const ChosenNetwork &chosen)
{
    core::NetworkOptions network = chosen.options;
    network.precision = options.precision;
    network.fineStages = options.fineStages;
    return network;
}

/// A small pass first: it makes what a pass of any size needs.
core::Result<core::Network> loadedNetwork(
    const ChosenNetwork &chosen, const core::NetworkOptions &options, const std::stop_token &stop)
{
    auto network = core::Network::load(chosen.checkpoint, options);
    if (!network)
        return network;
    if (const auto small = network->run(greyInput(64), stop); !small)
        return tl::unexpected(small.error());
    core::releaseKeptPages(); // the pass that is measured takes all of its own
    return network;
}

/// Pages that a pass took are kept for the next: the peak is the first one's, and the second one
/// should fault none anew.
core::Result<> measureMemory(core::Network &network, const core::NetworkInput &input,
    NetworkFigures &figures, const std::stop_token &stop)
{
    const double before = core::residentMegabytes();
    core::forgetPeakMemory();
    if (const auto first = network.run(input, stop); !first)
        return tl::unexpected(first.error());
    figures.peakMegabytes = core::peakMegabytes() - before;
    const long faults = minorFaults();
    if (const auto second = network.run(input, stop); !second)
        return tl::unexpected(second.error());
    figures.minorFaults = minorFaults() - faults;
    return {};
}

core::Result<double> bestSeconds(core::Network &network, const core::NetworkInput &input, int runs,
    const std::stop_token &stop)
{
    std::optional<double> best;
    for (int i = 0; i < runs; ++i) {
        core::Stopwatch watch;
        if (const auto map = network.run(input, stop); !map)
            return tl::unexpected(map.error());
        const double seconds = watch.lap();
        best = best ? std::min(*best, seconds) : seconds;
    }
    return best.value_or(0);
}

core::Result<NetworkFigures> measured(const BenchNetworkOptions &options,
    const ChosenNetwork &chosen, const core::Image &photo, int size, const std::stop_token &stop)
{
    const core::NetworkOptions how = networkOptions(options, chosen);
    const auto input = core::networkInput(photo, {size, size});
    if (!input)
        return tl::unexpected(input.error());
    auto network = loadedNetwork(chosen, how, stop);
    if (!network)
        return tl::unexpected(network.error());
    NetworkFigures figures {.size = size,
        .predictedMegabytes = double(core::memoryDemand(how, size, size).activations) / 1e6};
    if (const auto done = measureMemory(*network, *input, figures, stop); !done)
        return tl::unexpected(done.error());
    const auto seconds = bestSeconds(*network, *input, options.runs, stop);
    if (!seconds)
        return tl::unexpected(seconds.error());
    figures.seconds = *seconds;
    if (const auto nominal = core::nominalGigaflops(how.architecture, size, size))
        figures.gigaflopsPerSecond = *nominal / *seconds;
    return network->stageTimes(size, size).map([&](std::vector<core::StageTime> stages) {
        figures.stages = std::move(stages);
        return figures;
    });
}

core::Result<std::vector<NetworkFigures>> allMeasured(const BenchNetworkOptions &options,
    const ChosenNetwork &chosen, const fs::path &photoFile, const std::stop_token &stop)
{
    const auto photo = core::readPhoto(photoFile);
    if (!photo)
        return tl::unexpected(photo.error());
    std::vector<NetworkFigures> rows;
    for (const int size : options.sizes.empty() ? std::vector {chosen.size} : options.sizes) {
        auto figures = measured(options, chosen, photo->image, size, stop);
        if (!figures)
            return tl::unexpected(figures.error());
        rows.push_back(std::move(*figures));
    }
    return rows;
}

void printTable(const BenchNetworkOptions &options, const ChosenNetwork &chosen,
    const std::vector<NetworkFigures> &rows)
{
    std::printf("%s, %s, %d threads\n", shown(chosen.name).c_str(),
        core::nameOf(options.precision).c_str(),
        core::networkThreads());
    std::printf("%6s %10s %9s %9s %10s %6s %8s\n", "size", "seconds", "GFLOP/s", "peak MB",
        "predicted", "ratio", "faults");
    for (const NetworkFigures &row : rows) {
        std::array<char, 16> speed {"-"};
        if (row.gigaflopsPerSecond)
            std::snprintf(speed.data(), speed.size(), "%.0f", *row.gigaflopsPerSecond);
        std::printf("%6d %10.3f %9s %9.0f %10.0f %6.2f %8ld\n", row.size, row.seconds,
            speed.data(), row.peakMegabytes, row.predictedMegabytes,
            row.predictedMegabytes / std::max(1.0, row.peakMegabytes), row.minorFaults);
    }
    for (const NetworkFigures &row : rows) {
        std::printf("\nstages at %d, on grey\n", row.size);
        for (const core::StageTime &time : row.stages)
            std::printf("%-10s %8.1f ms\n", time.stage.c_str(), 1e3 * time.seconds);
    }
}

Json jsonOf(const BenchNetworkOptions &options, const ChosenNetwork &chosen,
    const std::vector<NetworkFigures> &rows)
{
    Json json = Json::array();
    for (const NetworkFigures &row : rows) {
        Json stages = Json::array();
        for (const core::StageTime &time : row.stages)
            stages.push_back({{"stage", time.stage}, {"seconds", time.seconds}});
        json.push_back({{"model", shown(chosen.name)}, {"size", row.size},
            {"precision", core::nameOf(options.precision)},
            {"fine_stages", wordFor(options.fineStages)},
            {"threads", core::networkThreads()}, {"seconds", row.seconds}, {"stages", stages},
            {"gflops", nullptr}, {"peak_mb", row.peakMegabytes},
            {"minor_faults", row.minorFaults}, {"predicted_mb", row.predictedMegabytes}});
        if (row.gigaflopsPerSecond)
            json.back()["gflops"] = *row.gigaflopsPerSecond;
    }
    return json;
}

int compareNetworks(const BenchNetworkOptions &options, const ChosenNetwork &chosen,
    const fs::path &sample, const std::stop_token &stop)
{
    const int size = options.sizes.empty() ? chosen.size : options.sizes.front();
    const std::vector<fs::path> photos =
        options.photos.empty() ? std::vector {sample} : options.photos;
    const auto rows = comparedPhotos(chosen, options.compared, size, photos, stop);
    if (!rows)
        return failed(rows.error(), stop);
    printComparison(options.compared, *rows);
    return 0;
}

} // namespace

void addBenchNetwork(CLI::App &bench, BenchNetworkOptions &options)
{
    auto *command = bench.add_subcommand("network", "Measure the network alone");
    addNetworkChoice(*command, options.network);
    addNetworkSize(*command, options.sizes,
        "Sides of the square input, multiples of 32 (default: the network's own)");
    addPrecision(*command, options.precision);
    addFineStages(*command, options.fineStages);
    command->add_option("--threads", options.threads, "Processor threads; 0: all")
        ->check(CLI::Range(0, 256));
    command->add_option("--runs", options.runs, "How often; the best run counts")
        ->capture_default_str()
        ->check(CLI::Range(1, 1000));
    auto *json = command->add_flag("--json", options.asJson, "Print the table as JSON");
    auto *compare = command
                        ->add_option("--compare", options.compared,
                            "Compare masks of float32 with those of this, photo by photo")
                        ->check(CLI::IsMember(comparableWays()))
                        ->excludes(json);
    command->add_option("photos", options.photos, "To compare on")->needs(compare);
}

int benchNetwork(
    const BenchNetworkOptions &options, const fs::path &program, const std::stop_token &stop)
{
    if (options.threads > 0)
        core::setNetworkThreads(options.threads);
    const auto chosen = chosenNetwork(options.network, program);
    if (chosen && !options.compared.empty())
        return compareNetworks(options, *chosen, bundledSample(program), stop);
    const auto rows = chosen.and_then([&](const ChosenNetwork &network) {
        return allMeasured(options, network, bundledSample(program), stop);
    });
    if (!rows)
        return failed(rows.error(), stop);
    if (options.asJson)
        printJson(jsonOf(options, *chosen, *rows));
    else
        printTable(options, *chosen, *rows);
    return 0;
}

} // namespace cli
