#include "app/cli/bench_network_command.h"

#include "app/cli/network_comparison.h"
#include "app/cli/report.h"
#include "app/cli/sample_photos.h"
#include "app/cli/words.h"
#include "core/files/photo.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cstdio>

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

namespace cli {

namespace {

core::Result<std::vector<NetworkFigures>> allMeasured(const BenchNetworkOptions &options,
    const ChosenNetwork &chosen, const fs::path &photoFile, const std::stop_token &stop)
{
    const auto photo = core::readPhoto(photoFile);
    if (!photo)
        return tl::unexpected(photo.error());
    std::vector<NetworkFigures> rows;
    for (const int size : options.sizes.empty() ? std::vector {chosen.size} : options.sizes) {
        auto figures = measuredNetwork(chosen, options.measured, photo->image, size, stop);
        if (!figures)
            return tl::unexpected(figures.error());
        rows.push_back(std::move(*figures));
    }
    return rows;
}

void printTable(const BenchNetworkOptions &options, const ChosenNetwork &chosen,
    const std::vector<NetworkFigures> &rows)
{
    std::printf("%s, %s, %d at once, %d threads\n", shown(chosen.name).c_str(),
        core::nameOf(options.measured.precision).c_str(), options.measured.batch,
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
        if (!row.stages.empty())
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
        json.push_back({{"model", shown(chosen.name)}, {"size", row.size}, {"batch", row.batch},
            {"precision", core::nameOf(options.measured.precision)},
            {"fine_stages", wordFor(options.measured.fineStages)},
            {"threads", core::networkThreads()}, {"seconds", row.seconds}, {"stages", stages},
            {"gflops", nullptr}, {"peak_mb", row.peakMegabytes},
            {"predicted_mb", row.predictedMegabytes}, {"held_mb", row.heldMegabytes},
            {"predicted_held_mb", row.predictedHeldMegabytes},
            {"minor_faults", row.minorFaults}, {"processor_seconds", row.processorSeconds}});
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
        "Sides of the square input, multiples of 32, e.g. 256,1024 (default: the network's own)");
    addPrecision(*command, options.measured.precision);
    addFineStages(*command, options.measured.fineStages);
    command->add_option("--threads", options.threads, "Processor threads; 0: all")
        ->check(CLI::Range(0, 256));
    command
        ->add_option("--runs", options.measured.runs,
            "How often; the best run counts. 0: memory alone")
        ->capture_default_str()
        ->check(CLI::Range(0, 1000));
    command->add_option("--batch", options.measured.batch, "Inputs in one pass")
        ->capture_default_str()
        ->check(CLI::Range(1, 64));
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
