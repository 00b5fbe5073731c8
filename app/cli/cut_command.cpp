#include "app/cli/cut_command.h"

#include "app/cli/cut_look.h"
#include "app/cli/cut_report.h"
#include "app/cli/files_from.h"
#include "app/cli/progress_bar.h"
#include "app/cli/report.h"
#include "app/cli/words.h"
#include "core/effects/effect.h"
#include "core/files/contained_reader.h"
#include "core/files/made_folder.h"
#include "core/metrics/memory.h"
#include "core/metrics/stopwatch.h"
#include "core/print/print_size.h"

#include <nlohmann/json.hpp>

#include <atomic>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <functional>
#include <future>
#include <iostream>
#include <memory>
#include <set>

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

namespace cli {

namespace {

/// Effects and looks are made in 8 bit, and a mask has no more.
core::Depth depthFor(const CutOptions &options)
{
    const bool isPlain = options.effect == core::allEffects().front().id && !options.mask
        && options.look.type.empty();
    return isPlain ? options.depth : core::Depth::Eight;
}

/// Everything that is the same for all photos of the run.
struct Run
{
    const CutOptions &options;
    const fs::path &program; ///< this one
    core::Segmenter &segmenter;
    core::MegapixelLimits limits;
    core::Recipe recipe;
    std::optional<core::MaskLook> look; ///< instead of a print
    std::set<fs::path> untouchable; ///< the photos, and what this run has written
};

/// Why a photo of that size is not taken; nothing where it is.
std::optional<core::Error> refusal(const core::SizeVerdict &verdict, const CutOptions &options)
{
    using Code = core::Error::Code;
    if (verdict.acceptance != core::Acceptance::Reject)
        return std::nullopt;
    if (verdict.reason == core::SizeReason::TooSmall)
        return core::Error {Code::ImageTooSmall, sentenceFor(verdict)};
    if (!options.scale)
        return core::Error {Code::ImageTooLarge, sentenceFor(verdict) + " by giving --scale"};
    return std::nullopt;
}

core::Result<core::CutRequest> requestFor(const fs::path &file, const core::Header &header,
    const core::MegapixelLimits &limits, const CutOptions &options)
{
    const core::SizeVerdict verdict = core::judge(header.size, limits);
    if (const auto error = refusal(verdict, options))
        return tl::unexpected(*error);
    core::CutRequest request {.file = file};
    if (options.scale && verdict.suggested) {
        request.read.enough = *verdict.suggested;
        request.read.exactly = *verdict.suggested;
    }
    request.read.mostPixels = std::llround(limits.hard * (1 + core::megapixelTolerance) * 1e6);
    request.read.expected = header.stamp;
    request.read.depth = depthFor(options);
    request.read.limits = options.readLimits;
    return request;
}

/// A photo on its way into the network.
struct ReadForCut
{
    core::CutRequest request;
    core::Photo photo;
    double seconds = 0; ///< that reading took
};

core::Result<ReadForCut> readForCut(const fs::path &file, const Run &run,
    core::ContainedReader &reader, const core::Progress &progress)
{
    const auto header = reader.probe(file, run.options.readLimits, progress);
    if (!header)
        return tl::unexpected(header.error());
    const auto request = requestFor(file, *header, run.limits, run.options);
    if (!request)
        return tl::unexpected(request.error());
    core::Stopwatch watch;
    return reader.read(file, request->read, progress).map([&](core::Photo photo) {
        return ReadForCut {*request, std::move(photo), watch.lap()};
    });
}

/// The same path for the same file, whether it exists or not.
fs::path realPath(const fs::path &file)
{
    std::error_code error;
    const fs::path path = fs::weakly_canonical(file, error);
    return error ? file.lexically_normal() : path;
}

core::Result<core::Exported> exported(
    const core::CutPhoto &cutPhoto, const fs::path &file, Run &run, const core::Progress &progress)
{
    core::ExportRequest request = {.photo = file,
        .folder = run.options.out,
        .recipe = run.recipe,
        .effect = run.look ? wordFor(run.options.look) : run.options.effect,
        .keepLocation = run.options.keepLocation ? core::KeepLocation::Yes : core::KeepLocation::No,
        .compression = run.options.compression};
    const auto target = exportTarget(request, cutPhoto.saliency.record.model);
    if (!target)
        return tl::unexpected(target.error());
    const bool mayReplace = run.options.replace && !run.untouchable.contains(realPath(*target));
    request.ifExists = mayReplace ? core::IfExists::Replace : core::IfExists::MakeUnique;
    auto done = run.look         ? exportedLook(cutPhoto, *run.look, request, progress)
        : run.options.mask ? exportMask(cutPhoto, request, progress)
                           : exportCutout(cutPhoto, request, progress);
    if (done)
        run.untouchable.insert(realPath(*target));
    return done;
}

Outcome outcomeFor(const fs::path &file, core::Result<ReadForCut> read, Run &run,
    const core::Progress &progress)
{
    Outcome outcome {.file = file, .mask = run.segmenter.plan(core::Detail::Full)};
    core::forgetPeakMemory();
    outcome.exported = std::move(read)
                           .and_then([&](ReadForCut photo) {
                               return cutPhoto(run.segmenter, std::move(photo.photo),
                                   photo.seconds, photo.request, progress.part(0, 0.7));
                           })
                           .and_then([&](const core::CutPhoto &cutPhoto) {
                               outcome.mask = cutPhoto.saliency.record;
                               outcome.cutSeconds = cutPhoto.seconds;
                               outcome.photoNotes = cutPhoto.photo.notes;
                               return exported(cutPhoto, file, run, progress.part(0.7, 1));
                           });
    outcome.peakMegabytes = core::peakMegabytes();
    return outcome;
}

core::Result<core::Recipe> recipeFrom(const CutOptions &options)
{
    core::Recipe recipe;
    recipe.dotsPerInch = options.dotsPerInch;
    recipe.trim = options.trim ? core::Trim::Animal : core::Trim::Frame;
    if (!options.nameTemplate.empty())
        recipe.nameTemplate = options.nameTemplate;
    if (!options.size.empty()) {
        recipe.size = core::parsedPrintSize(options.size);
        if (!recipe.size)
            return core::fail(core::Error::Code::Unexpected,
                "--size: \"" + options.size + "\" is no size; write it like 30x40cm or 12x16in");
    }
    return recipe;
}

int usageError(const std::string &sentence)
{
    std::cerr << sentence << '\n';
    return 2;
}

/// Status 0, 1 or 130, after the sentence that says why.
int concluded(std::size_t done, const NamedPhotos &photos, bool isInterrupted, bool isQuiet)
{
    if (isInterrupted)
        std::cerr << "Interrupted: " << done << " of " << photos.files.size()
                  << " photos were finished.\n";
    else if (!isQuiet)
        std::printf("%zu of %zu photos done.\n", done, photos.files.size());
    if (isInterrupted)
        return 130;
    return done == photos.files.size() && photos.isComplete ? 0 : 1;
}

/// A photo that is read while the one before it is worked on, in a process of its own: a decoder that
/// breaks costs its photo, not the rest.
class ReadAhead
{
public:
    ReadAhead(const fs::path &file, const Run &run, core::ContainedReader &reader,
        const std::stop_token &stop)
        : m_result(std::async(std::launch::async, [this, &file, &run, &reader, stop] {
            return readForCut(file, run, reader,
                core::Progress(stop, [this](double fraction) { m_fraction = fraction; }));
        }))
    {
    }

    /// Shows how far reading is (0..1) until it is done.
    core::Result<ReadForCut> wait(const std::function<void(double)> &show)
    {
        constexpr std::chrono::milliseconds pause(50);
        do
            show(m_fraction);
        while (m_result.wait_for(pause) != std::future_status::ready);
        return m_result.get();
    }

private:
    std::atomic<double> m_fraction = 0;
    std::future<core::Result<ReadForCut>> m_result; // last: its thread writes the fraction
};

/// The error of an outcome where every other photo would end in the same.
std::optional<core::Error> errorOfTheModel(const Outcome &outcome)
{
    using Code = core::Error::Code;
    if (outcome.exported)
        return std::nullopt;
    const core::Error &error = outcome.exported.error();
    const bool isOfTheModel = error.code == Code::ModelMissing
        || error.code == Code::ModelMismatch || error.code == Code::ChoiceImpossible;
    return isOfTheModel ? std::optional(error) : std::nullopt;
}

/// While one photo is worked on, the next one is read: no more, since each takes memory.
int runAll(Run &run, const NamedPhotos &photos, const std::stop_token &stop)
{
    Json report = Json::array();
    std::size_t done = 0;
    std::optional<core::Error> modelError;
    core::ContainedReader reader(core::readerBeside(run.program));
    ProgressBar bar(static_cast<int>(photos.files.size()));
    const auto startReading = [&](const fs::path &file) {
        return std::make_unique<ReadAhead>(file, run, reader, stop);
    };
    constexpr double readingShare = 0.2; // of the bar
    auto next = startReading(photos.files.front());
    for (std::size_t i = 0; i < photos.files.size() && !stop.stop_requested(); ++i) {
        const fs::path &file = photos.files[i];
        const auto show = [&](double fraction) {
            bar.show(static_cast<int>(i), file.filename().string(), fraction);
        };
        core::Result<ReadForCut> read =
            next->wait([&](double fraction) { show(readingShare * fraction); });
        if (i + 1 < photos.files.size())
            next = startReading(photos.files[i + 1]);
        const Outcome outcome = outcomeFor(
            file, std::move(read), run, core::Progress(stop, show).part(readingShare, 1));
        bar.wipe();
        modelError = errorOfTheModel(outcome);
        if (modelError)
            break;
        done += outcome.exported ? 1 : 0;
        if (run.options.asJson)
            report.push_back(jsonOf(outcome));
        else
            printLine(outcome);
    }
    if (run.options.asJson)
        printJson(report);
    return modelError ? failed(*modelError)
                      : concluded(done, photos, stop.stop_requested(), run.options.asJson);
}

} // namespace

int cut(const CutOptions &options, const fs::path &program, const std::stop_token &stop)
{
    const auto recipe = recipeFrom(options);
    if (!recipe)
        return usageError(recipe.error().detail);
    const auto look = lookFrom(options.look);
    if (!look)
        return usageError("--type: no such type, and no picture: " + sentenceFor(look.error()));
    if (const auto possible = app::checkChoice(options.engine, program); !possible)
        return failed(possible.error());
    const NamedPhotos photos = photosFrom(options.files, OwnPrints::LeaveOut);
    if (photos.files.empty()) { // said already
        if (options.asJson)
            std::cout << "[]\n";
        return 1;
    }
    const auto out = core::MadeFolder::at(options.out, core::MadeFolder::Parents::MadeToo);
    if (!out)
        return usageError("--out: " + sentenceFor(out.error()));
    app::EngineOptions wish = options.engine;
    wish.loading = core::LocalSegmenterOptions::Loading::WhenNeeded;
    const auto engine = app::engineFor(wish, program);
    if (!engine)
        return failed(engine.error());
    Run run {.options = options,
        .program = program,
        .segmenter = **engine,
        .limits = limitsInForce(),
        .recipe = *recipe,
        .look = *look,
        .untouchable = {}};
    for (const fs::path &photo : photos.files)
        run.untouchable.insert(realPath(photo));
    return runAll(run, photos, stop);
}

} // namespace cli
