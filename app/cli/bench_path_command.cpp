#include "app/cli/bench_path_command.h"

#include "app/cli/measured_path.h"
#include "app/cli/network_choice.h"
#include "app/cli/report.h"
#include "app/cli/scratch_folder.h"
#include "core/image/compose.h"
#include "core/inference/network_input.h"
#include "core/metrics/stopwatch.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdio>

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

namespace cli {

namespace {

/// The path, and the part of the network's stage that is not the network: making its input.
struct PathFigures
{
    MeasuredPath path;
    double fit = 0; ///< seconds
    double seconds() const { return path.seconds() + fit; }
};

core::Result<double> fitSeconds(const BenchPathOptions &options, core::Size size)
{
    const auto photo = core::readPhoto(options.photo);
    if (!photo)
        return tl::unexpected(photo.error());
    double best = 1e9;
    for (int i = 0; i < options.runs; ++i) {
        core::Stopwatch watch;
        const auto input = core::networkInput(core::overWhite(photo->image), size);
        if (!input)
            return tl::unexpected(input.error());
        best = std::min(best, watch.lap());
    }
    return best;
}

core::Result<PathFigures> measured(const BenchPathOptions &options, const fs::path &program,
    const core::Progress &progress)
{
    app::EngineOptions wish = options.engine;
    if (const auto possible = app::checkChoice(wish, program); !possible)
        return tl::unexpected(possible.error());
    const auto folder = ScratchFolder::make();
    if (!folder)
        return tl::unexpected(folder.error());
    wish.maskCacheBytes = 0; // what is measured is made
    const auto engine = app::engineFor(wish, program);
    if (!engine)
        return tl::unexpected(engine.error());
    if (const auto ready = (*engine)->waitUntilReady(); !ready)
        return tl::unexpected(ready.error());
    return bestPath(options.runs, **engine, options.photo, folder->path(), progress)
        .and_then([&](const MeasuredPath &path) {
            const core::MaskRecord record = (*engine)->plan(core::Detail::Full);
            return fitSeconds(options, record.networkSize).map([&](double fit) {
                return PathFigures {path, fit};
            });
        });
}

void printTable(const PathFigures &figures)
{
    const auto row = [](const char *what, double value, const char *unit, double hold) {
        std::printf("%-36s %8.3f %-2s %8.2f %-2s\n", what, value, unit, hold, unit);
    };
    std::printf("%-36s %11s %11s\n", "stage", "measured", "hold");
    const core::CutSeconds &cutting = figures.path.cutting;
    row("decode", cutting.decode, "s", 0.2);
    row("fit to the network input", figures.fit, "s", 0.05);
    row("alpha at full size", cutting.matte, "s", 0.25);
    row("foreground colours", cutting.foreground, "s", 0.35);
    row("PNG on disk", figures.path.exporting.total(), "s", 0.35);
    row("all", figures.seconds(), "s", 1.2);
    row("peak memory above the loaded model", figures.path.peakMegabytes, "MB", 600);
    std::printf("%-36s %8.2f MB\n", "size of the PNG", figures.path.pngMegabytes);
}

Json jsonOf(const PathFigures &figures)
{
    const core::CutSeconds &cutting = figures.path.cutting;
    return {{"seconds", figures.seconds()},
        {"stages",
            {{"decode", cutting.decode}, {"fit", figures.fit}, {"alpha", cutting.matte},
                {"foreground", cutting.foreground}, {"png", figures.path.exporting.total()}}},
        {"peak_mb", figures.path.peakMegabytes}, {"png_mb", figures.path.pngMegabytes}};
}

} // namespace

void addBenchPath(CLI::App &bench, BenchPathOptions &options)
{
    auto *command =
        bench.add_subcommand("path", "Measure a photo's way to its PNG, without the network");
    command->add_option("photo", options.photo, "The photo, best a JPEG of 24 MP")->required();
    command->add_option("--runs", options.runs, "How often; the best run counts")
        ->capture_default_str()
        ->check(CLI::Range(1, 1000));
    command->add_flag("--json", options.asJson, "Print the table as JSON");
}

int benchPath(
    const BenchPathOptions &options, const fs::path &program, const std::stop_token &stop)
{
    const auto figures = measured(options, program, core::Progress(stop, {}));
    if (!figures)
        return failed(figures.error(), stop);
    if (options.asJson)
        printJson(jsonOf(*figures));
    else
        printTable(*figures);
    return 0;
}

} // namespace cli
