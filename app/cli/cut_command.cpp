#include "app/cli/cut_command.h"

#include "app/cli/cut_look.h"
#include "app/cli/cut_report.h"
#include "app/cli/cut_stages.h"
#include "app/cli/files_from.h"
#include "app/cli/progress_bar.h"
#include "app/cli/report.h"
#include "app/cli/words.h"
#include "core/files/made_folder.h"
#include "core/print/print_size.h"

#include <nlohmann/json.hpp>

#include <cstdio>
#include <iostream>

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

namespace cli {

namespace {

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

/// False for photos that an interrupted run did not get to the end of.
bool isWorthSaying(const Outcome &outcome, const std::stop_token &stop)
{
    return outcome.exported || !stop.stop_requested()
        || outcome.exported.error().code != core::Error::Code::Cancelled;
}

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

int runAll(const CutRun &run, const NamedPhotos &photos, const std::stop_token &stop)
{
    Json report = Json::array();
    std::size_t done = 0;
    int number = 0;
    StageSums sums;
    std::optional<core::Error> modelError;
    ProgressBar bar(static_cast<int>(run.photos.size()));
    CutStages stages(run, stop);
    const auto show = [&](double fraction) {
        bar.show(number, run.photos[number].filename().string(), fraction);
    };
    for (; const auto outcome = stages.next(show); ++number) {
        bar.wipe();
        modelError = errorOfTheModel(*outcome);
        if (modelError)
            break;
        sums.add(*outcome);
        done += outcome->exported ? 1 : 0;
        if (!isWorthSaying(*outcome, stop))
            continue;
        if (run.options.asJson)
            report.push_back(jsonOf(*outcome));
        else
            printLine(*outcome);
    }
    if (run.options.asJson)
        printJson(report);
    else if (number > 1)
        printSums(sums);
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
    const CutRun run {.options = options,
        .program = program,
        .segmenter = **engine,
        .limits = limitsInForce(),
        .recipe = *recipe,
        .look = *look,
        .photos = photos.files};
    return runAll(run, photos, stop);
}

} // namespace cli
