#include "app/cli/bench_command.h"

#include "app/cli/measured_path.h"
#include "app/cli/report.h"
#include "app/cli/sample_photos.h"
#include "app/cli/scratch_folder.h"
#include "core/checks/megapixel_policy.h"
#include "core/inference/cached_segmenter.h"
#include "core/metrics/memory.h"
#include "core/metrics/stopwatch.h"
#include "core/models/model_shelf.h"
#include "core/pipeline/export_cutout.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdio>
#include <functional>
#include <iostream>
#include <limits>
#include <memory>
#include <optional>

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

namespace cli {

namespace {

/// One line of the table.
struct Figure
{
    std::string what;
    double value = 0;
    std::string unit; ///< "ms", "s", "MB"
    std::optional<double> hold = {}; ///< `value` must stay below
};
using Figures = std::vector<Figure>;

/// The photos that are measured, in a folder that goes away.
struct Samples
{
    fs::path photo12; ///< JPEG of 12 MP
    fs::path photo24; ///< JPEG of 24 MP
    fs::path photo200; ///< JPEG of 200 MP
};

core::Result<Samples> makeSamples(const fs::path &photo, const ScratchFolder &folder)
{
    const auto small = core::readPhoto(photo);
    if (!small)
        return tl::unexpected(small.error());
    const core::Image &image = small->image;
    const Samples samples = {folder / "12mp.jpg", folder / "24mp.jpg", folder / "200mp.jpg"};
    return phonePhoto(image, {4000, 3000})
        .and_then([&](const core::Image &large) { return writeJpeg(samples.photo12, large); })
        .and_then([&] {
            return phonePhoto(image, {6000, 4000});
        })
        .and_then([&](const core::Image &large) { return writeJpeg(samples.photo24, large); })
        .and_then([&] {
            return writeTiledJpeg(samples.photo200, image, {16320, 12240});
        })
        .map([&] { return samples; });
}

/// The best of some runs: what the machine can do when nobody else wants it.
double bestSeconds(int runs, const std::function<void()> &work)
{
    double best = std::numeric_limits<double>::max();
    for (int i = 0; i < runs; ++i) {
        core::Stopwatch watch;
        work();
        best = std::min(best, watch.lap());
    }
    return best;
}

void measureVerdicts(const Samples &samples, Figures &figures)
{
    const auto verdictOf = [](const fs::path &file) {
        return [file] {
            (void)core::probe(file).map([](const auto &h) { return core::judge(h.size, {}); });
        };
    };
    figures.push_back({"probe and verdict, 24 MP JPEG",
        1e3 * bestSeconds(20, verdictOf(samples.photo24)), "ms", 2});
    figures.push_back({"probe and verdict, 200 MP JPEG",
        1e3 * bestSeconds(20, verdictOf(samples.photo200)), "ms", 2});
}

core::Result<> measureFirstMask(core::Segmenter &segmenter, const Samples &samples,
    Figures &figures, const core::Progress &progress)
{
    const core::CutRequest request = {.file = samples.photo12,
        .read = {.enough = {960, 720}},
        .mask = {.detail = core::Detail::Preview}};
    if (const auto tried = cutPhoto(segmenter, request, progress); !tried)
        return tl::unexpected(tried.error());
    const double seconds = bestSeconds(5, [&] { (void)cutPhoto(segmenter, request, progress); });
    figures.push_back({"first mask of a 12 MP JPEG, warm", seconds, "s", 0.5});
    return {};
}

core::Result<> measurePath(core::Segmenter &segmenter, const Samples &samples,
    const fs::path &folder, Figures &figures, const core::Progress &progress)
{
    const auto best = bestPath(3, segmenter, samples.photo24, folder, progress);
    if (!best)
        return tl::unexpected(best.error());
    figures.push_back({"24 MP JPEG to PNG: decode", best->cutting.decode, "s"});
    figures.push_back({"24 MP JPEG to PNG: matte", best->cutting.matte, "s"});
    figures.push_back({"24 MP JPEG to PNG: foreground colours", best->cutting.foreground, "s"});
    figures.push_back({"24 MP JPEG to PNG: PNG on disk", best->exporting.total(), "s"});
    figures.push_back({"24 MP JPEG to PNG: all but the network", best->seconds(), "s", 3});
    figures.push_back({"24 MP JPEG to PNG: peak memory above the loaded model",
        best->peakMegabytes, "MB", 700});
    figures.push_back({"network, full size", best->cutting.network, "s"});
    return {};
}

/// A segmenter as a program has it that was started just now, its model's checksum unknown.
core::CachedSegmenter justStarted(const core::ShelvedModel &model, const fs::path &folder)
{
    const fs::path models = model.file.parent_path();
    const core::LocalSegmenterOptions wish {
        .loading = core::LocalSegmenterOptions::Loading::WhenNeeded};
    auto identity = core::maskIdentity(model.model, models, wish);
    return {std::make_unique<core::LocalSegmenter>(model.model, models, wish),
        core::MaskCache {.folder = folder}, std::move(identity)};
}

/// What it takes to find a mask again once its photo is decoded: the hashes of the photo and of the
/// model, and the entry.
core::Result<> measureKeptMask(const core::ShelvedModel &model, const fs::path &photoFile,
    const fs::path &folder, const std::string &what, Figures &figures)
{
    const auto photo = core::readPhoto(photoFile);
    if (!photo)
        return tl::unexpected(photo.error());
    const core::SegmentRequest request {.image = photo->image, .source = [&] {
        return core::pixelSource(photoFile, photo->header.stamp, {});
    }};
    if (const auto made = justStarted(model, folder).segment(request); !made)
        return tl::unexpected(made.error());
    bool isKept = true;
    const double seconds = bestSeconds(10, [&] {
        const auto found = justStarted(model, folder).segment(request);
        isKept = isKept && found && found->record.isFromCache;
    });
    if (!isKept)
        return core::fail(core::Error::Code::Unexpected, "the mask was not kept");
    figures.push_back({"kept mask of a " + what + " after the start", 1e3 * seconds, "ms", 50});
    return {};
}

core::Result<> measureKeptMasks(const app::EngineOptions &engine, const fs::path &program,
    const Samples &samples, const fs::path &folder, Figures &figures)
{
    return core::ModelShelf::standard(program)
        .and_then([&](const core::ModelShelf &shelf) { return shelf.find(engine.model); })
        .and_then([&](core::ShelvedModel model) {
            model.model.fileName = model.file.filename().string();
            return measureKeptMask(model, samples.photo12, folder, "12 MP JPEG", figures)
                .and_then([&] {
                    return measureKeptMask(
                        model, samples.photo24, folder, "24 MP JPEG", figures);
                });
        });
}

core::Result<Figures> measured(const BenchOptions &options, const fs::path &program,
    const fs::path &photo, const core::Progress &progress)
{
    const auto folder = ScratchFolder::make();
    if (!folder)
        return tl::unexpected(folder.error());
    const auto samples = makeSamples(photo, *folder);
    if (!samples)
        return tl::unexpected(samples.error());
    if (progress.stopped())
        return core::fail(core::Error::Code::Cancelled);
    Figures figures;
    measureVerdicts(*samples, figures);

    core::Stopwatch watch;
    app::EngineOptions wish = options.engine;
    wish.maskCacheBytes = 0; // what is measured is made
    auto engine = app::engineFor(wish, program);
    if (!engine)
        return tl::unexpected(engine.error());
    const std::shared_ptr<core::Segmenter> segmenter = std::move(*engine);
    if (const auto ready = segmenter->waitUntilReady(); !ready)
        return tl::unexpected(ready.error());
    figures.push_back({"model loaded and warmed up", watch.lap(), "s", 3});

    return measureFirstMask(*segmenter, *samples, figures, progress)
        .and_then([&] {
            return measureKeptMasks(
                options.engine, program, *samples, *folder / "masks", figures);
        })
        .and_then(
            [&] { return measurePath(*segmenter, *samples, folder->path(), figures, progress); })
        .map([&] { return figures; });
}

void printTable(const Figures &figures)
{
    std::printf("%-56s %10s %10s %10s\n", "what", "measured", "hold", "of it");
    for (const Figure &figure : figures) {
        std::printf("%-56s %7.2f %-2s", figure.what.c_str(), figure.value, figure.unit.c_str());
        if (figure.hold)
            std::printf(" %7.1f %-2s %8.0f %%", *figure.hold, figure.unit.c_str(),
                100 * figure.value / *figure.hold);
        std::printf("\n");
    }
}

Json jsonOf(const Figures &figures)
{
    Json json = Json::array();
    for (const Figure &figure : figures) {
        json.push_back({{"what", figure.what}, {"value", figure.value}, {"unit", figure.unit},
            {"hold", nullptr}, {"of_hold", nullptr}});
        if (figure.hold) {
            json.back()["hold"] = *figure.hold;
            json.back()["of_hold"] = figure.value / *figure.hold;
        }
    }
    return json;
}

} // namespace

int bench(const BenchOptions &options, const fs::path &program, const std::stop_token &stop)
{
    if (const auto possible = app::checkChoice(options.engine, program); !possible)
        return failed(possible.error(), stop);
    const fs::path photo = options.photo.empty() ? bundledSample(program) : options.photo;
    std::cerr << "Measuring; this takes half a minute.\n";
    const auto figures = measured(options, program, photo, core::Progress(stop, {}));
    if (!figures)
        return failed(figures.error(), stop);
    if (options.asJson)
        printJson(jsonOf(*figures));
    else
        printTable(*figures);
    return 0;
}

} // namespace cli
