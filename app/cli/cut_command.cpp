#include "app/cli/cut_command.h"

#include "app/cli/files_from.h"
#include "app/cli/progress_bar.h"
#include "app/cli/words.h"
#include "core/effects/effect.h"
#include "core/metrics/memory.h"
#include "core/pipeline/export_cutout.h"
#include "core/print/print_size.h"

#include <nlohmann/json.hpp>

#include <cmath>
#include <cstdio>
#include <iostream>

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

namespace cli {

namespace {

/// What became of one photo.
struct Outcome
{
    fs::path file;
    core::Result<core::Exported> exported = core::fail(core::Error::Code::Cancelled);
    core::MaskRecord mask;
    core::CutSeconds cutSeconds;
    double peakMegabytes = 0;
};

/// Everything that is the same for all photos of the run.
struct Run
{
    const CutOptions &options;
    core::Segmenter &segmenter;
    core::MegapixelLimits limits;
    core::Recipe recipe;
};

core::Result<core::CutRequest> requestFor(const fs::path &file, const Run &run)
{
    return core::probe(file).and_then(
        [&](const core::Header &header) -> core::Result<core::CutRequest> {
            core::CutRequest request {.file = file};
            const core::SizeVerdict verdict = core::judge(header.size, run.limits);
            if (verdict.acceptance == core::Acceptance::Reject
                && !(run.options.scale && verdict.suggested)) {
                const bool isSmall = verdict.reason == core::SizeReason::TooSmall;
                return core::fail(
                    isSmall ? core::Error::Code::ImageTooSmall : core::Error::Code::ImageTooLarge,
                    sentenceFor(verdict));
            }
            if (run.options.scale && verdict.suggested)
                request.read.exactly = *verdict.suggested;
            request.read.mostPixels =
                std::llround(run.limits.hard * (1 + core::megapixelTolerance) * 1e6);
            request.read.expected = header.stamp;
            return request;
        });
}

core::Result<core::Exported> exported(const core::CutPhoto &cutPhoto, const fs::path &file,
    const Run &run, const core::Progress &progress)
{
    const core::ExportRequest request = {
        .photo = file,
        .folder = run.options.out,
        .recipe = run.recipe,
        .effect = run.options.effect,
        .ifExists = run.options.replace ? core::IfExists::Replace : core::IfExists::MakeUnique,
    };
    return run.options.mask ? exportMask(cutPhoto, request, progress)
                            : exportCutout(cutPhoto, request, progress);
}

Outcome outcomeFor(const fs::path &file, const Run &run, const core::Progress &progress)
{
    Outcome outcome {.file = file, .mask = run.segmenter.plan(core::Detail::Full)};
    core::forgetPeakMemory();
    outcome.exported = requestFor(file, run)
                           .and_then([&](const core::CutRequest &request) {
                               return cutPhoto(run.segmenter, request, progress.part(0, 0.7));
                           })
                           .and_then([&](const core::CutPhoto &cutPhoto) {
                               outcome.mask = cutPhoto.saliency.record;
                               outcome.cutSeconds = cutPhoto.seconds;
                               return exported(cutPhoto, file, run, progress.part(0.7, 1));
                           });
    outcome.peakMegabytes = core::peakMegabytes();
    return outcome;
}

Json secondsOf(const Outcome &outcome)
{
    const core::CutSeconds &cutting = outcome.cutSeconds;
    const core::ExportSeconds exporting =
        outcome.exported ? outcome.exported->seconds : core::ExportSeconds {};
    return {{"decode", cutting.decode}, {"network", cutting.network}, {"matte", cutting.matte},
        {"foreground", cutting.foreground}, {"effect", exporting.effect},
        {"print", exporting.print}, {"write", exporting.write},
        {"total", cutting.total() + exporting.total()}};
}

Json jsonOf(const Outcome &outcome)
{
    Json json = {{"file", outcome.file.string()}, {"output", nullptr},
        {"model", outcome.mask.model}, {"device", outcome.mask.device},
        {"precision", outcome.mask.precision}, {"seconds", secondsOf(outcome)},
        {"peak_mb", std::round(outcome.peakMegabytes)}, {"error", nullptr}};
    if (outcome.exported) {
        json["output"] = outcome.exported->file.string();
        json["width"] = outcome.exported->size.width;
        json["height"] = outcome.exported->size.height;
        json["dpi"] = outcome.exported->dotsPerInch;
    } else {
        json["error"] = sentenceFor(outcome.exported.error());
        json["error_code"] = nameOf(outcome.exported.error().code);
    }
    return json;
}

void printLine(const Outcome &outcome)
{
    const std::string name = outcome.file.filename().string();
    if (!outcome.exported) {
        std::printf(
            "FAILED  %s: %s\n", name.c_str(), sentenceFor(outcome.exported.error()).c_str());
        return;
    }
    const core::Exported &done = *outcome.exported;
    std::printf("done    %s -> %s  %d x %d, %.0f DPI, %s on %s, %.2f s%s\n", name.c_str(),
        done.file.filename().c_str(), done.size.width, done.size.height, done.dotsPerInch,
        outcome.mask.model.c_str(), outcome.mask.device.c_str(),
        outcome.cutSeconds.total() + done.seconds.total(),
        done.scale > 1.001 ? ", ENLARGED beyond the photo's own pixels" : "");
    std::fflush(stdout);
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
    if (!core::effectNamed(options.effect)) {
        std::string known;
        for (const core::Effect &effect : core::allEffects())
            known += " " + effect.id;
        return core::fail(core::Error::Code::Unexpected, "--effect: choose one of" + known);
    }
    return recipe;
}

int usageError(const std::string &sentence)
{
    std::cerr << sentence << '\n';
    return 2;
}

int runAll(const Run &run, const std::stop_token &stop)
{
    const auto files = filesFrom(run.options.files);
    Json report = Json::array();
    std::size_t done = 0;
    {
        ProgressBar bar(static_cast<int>(files.size()));
        for (std::size_t i = 0; i < files.size() && !stop.stop_requested(); ++i) {
            const auto show = [&](double fraction) {
                bar.show(static_cast<int>(i), files[i].filename().string(), fraction);
            };
            const Outcome outcome = outcomeFor(files[i], run, core::Progress(stop, show));
            bar.wipe();
            done += outcome.exported ? 1 : 0;
            report.push_back(jsonOf(outcome));
            if (!run.options.asJson)
                printLine(outcome);
        }
    }
    if (run.options.asJson)
        std::cout << report.dump(2, ' ', false, Json::error_handler_t::replace) << '\n';
    if (stop.stop_requested())
        std::cerr << "Interrupted: " << done << " of " << files.size()
                  << " photos were finished.\n";
    else if (!run.options.asJson)
        std::printf("%zu of %zu photos done.\n", done, files.size());
    if (stop.stop_requested())
        return 130;
    return done == files.size() && !files.empty() ? 0 : 1;
}

} // namespace

int cut(const CutOptions &options, const fs::path &program, const std::stop_token &stop)
{
    const auto recipe = recipeFrom(options);
    if (!recipe)
        return usageError(recipe.error().detail);
    std::error_code error;
    fs::create_directories(options.out, error);
    if (!fs::is_directory(options.out, error))
        return usageError("--out: the folder " + options.out.string() + " cannot be made");
    const auto engine = engineFor(options.engine, program);
    if (!engine)
        return usageError(sentenceFor(engine.error()));
    if (const auto ready = (*engine)->waitUntilReady(); !ready) {
        std::cerr << sentenceFor(ready.error()) << '\n';
        return 1;
    }
    return runAll(
        {.options = options, .segmenter = **engine, .limits = limitsInForce(), .recipe = *recipe},
        stop);
}

} // namespace cli
