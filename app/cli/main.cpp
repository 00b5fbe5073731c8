#include "app/cli/bench_command.h"
#include "app/cli/bench_network_command.h"
#include "app/cli/bench_path_command.h"
#include "app/cli/cache_command.h"
#include "app/cli/check_command.h"
#include "app/cli/cut_command.h"
#include "app/cli/interrupt.h"
#include "app/cli/model_export_command.h"
#include "app/cli/model_get_command.h"
#include "app/cli/model_import_command.h"
#include "app/cli/model_inspect_command.h"
#include "app/cli/model_list_command.h"
#include "app/cli/network_choice.h"
#include "app/cli/shelf.h"
#include "app/wait_policy.h"
#include "core/effects/effect.h"

#include <CLI/CLI.hpp>

#include <QtGlobal>

#include <iostream>
#include <map>

namespace {

void addReadLimits(CLI::App &command, core::ReadLimits &limits)
{
    const auto take = [&limits](const std::string &text) {
        const auto parsed = core::parsedReadLimits(text);
        if (!parsed)
            throw CLI::ValidationError("--read-limits", "not understood: " + text);
        limits = *parsed;
    };
    command
        .add_option_function<std::string>("--read-limits", take,
            "What a photo file may make Pawtrait take, e.g. \"pixels=400M side=40000 profile=4M "
            "exif=64K chunk=256M tiles=1024 expansion=4096 memory=3G\"")
        ->envname(std::string(core::readLimitsVariable));
}

void addCheck(CLI::App &app, cli::CheckOptions &options)
{
    auto *command = app.add_subcommand(
        "check", "Say what each photo is and whether it is good enough to print");
    command->add_option("files", options.files, "Photos, or folders of photos")->required();
    command->add_option("--size", options.size,
        "Ordered print size, e.g. 30x40cm or 12x16in: adds the DPI it gives");
    command->add_flag("--json", options.asJson, "Print the report as JSON");
    addReadLimits(*command, options.readLimits);
}

void addEngine(CLI::App *command, app::EngineOptions &options)
{
    cli::checkModelName(
        *command->add_option("--model", options.model, "The network that finds the animal")
             ->capture_default_str());
    command->add_option("--device", options.device, "auto, cpu, cuda or cuda:N")
        ->capture_default_str();
    command->add_option("--threads", options.threads, "Processor threads; 0: all")
        ->check(CLI::Range(0, 256));
    cli::addPrecision(*command, *options.precision);
    cli::addFineStages(*command, options.fineStages);
}

void addCut(CLI::App &app, cli::CutOptions &options)
{
    auto *command =
        app.add_subcommand("cut", "Cut the animal out of each photo and write a print-ready PNG");
    command->add_option("files", options.files, "Photos, or folders of photos")->required();
    command->add_option("--out", options.out, "Folder for the PNGs; made if it is not there")
        ->required();
    std::vector<std::string> effects;
    for (const core::Effect &effect : core::allEffects())
        effects.push_back(effect.id);
    auto *effect = command->add_option("--effect", options.effect, "Look of the animal")
                       ->capture_default_str()
                       ->check(CLI::IsMember(effects));
    auto *size = command->add_option("--size", options.size,
        "Size of the product, e.g. 30x40cm or 12x16in (default: the photo's own pixels)");
    command->add_option("--dpi", options.dotsPerInch, "Dots per inch of the print")
        ->capture_default_str()
        ->check(CLI::Range(30.0, 2400.0));
    command->add_flag("--keep-location", options.keepLocation,
        "Keep in the PNG where the photo was taken (GPS); left out otherwise");
    auto *trim = command->add_flag("--trim", options.trim, "Cut the picture to the animal");
    auto *mask =
        command->add_flag("--mask", options.mask, "Write the mask (alpha) alone, as a grey PNG");
    cli::addLook(*command, options.look, {effect, size, trim, mask});
    const std::map<std::string, core::Compression> compressions {
        {"fast", core::Compression::Fast}, {"small", core::Compression::Small}};
    command->add_option("--compression", options.compression,
        "fast (default), or small: PNGs about a twentieth smaller that take some times as long")
        ->transform(CLI::CheckedTransformer(compressions).description("{fast, small}"));
    const std::map<std::string, core::Depth> depths {
        {"auto", core::Depth::AsStored}, {"8", core::Depth::Eight}};
    command->add_option("--depth", options.depth,
        "auto (default): photos with more than 8 bits a channel become PNGs of 16 bit, unless an "
        "effect, --type or --mask is asked for; 8: always 8 bit, a quarter of the size")
        ->transform(CLI::CheckedTransformer(depths).description("{auto, 8}"));
    command->add_flag("--scale", options.scale,
        "Use photos over the megapixel limit at the suggested smaller size");
    command->add_option(
        "--name", options.nameTemplate, "File name: {name} {effect} {size} {_size} {model}");
    command->add_flag(
        "--replace", options.replace, "Replace PNGs of the same name (never the photo itself)");
    command->add_flag("--json", options.asJson, "Print the report as JSON");
    addReadLimits(*command, options.readLimits);
    addEngine(command, options.engine);
    cli::addResize(*command, options.engine.resize);
    cli::addBlend(*command, options.engine.blending);
    cli::addMaskCache(*command, options.engine.maskCacheBytes);
}

void addBench(CLI::App &app, cli::BenchOptions &options, cli::BenchNetworkOptions &network,
    cli::BenchPathOptions &path)
{
    auto *command = app.add_subcommand("bench", "Measure how fast Pawtrait is on this machine");
    command->add_option(
        "--photo", options.photo, "A photo with an animal (default: the bundled sample)");
    command->add_flag("--json", options.asJson, "Print the table as JSON");
    addEngine(command, options.engine);
    command->require_subcommand(0, 1);
    cli::addBenchNetwork(*command, network);
    cli::addBenchPath(*command, path);
}

int runBench(const CLI::App &bench, const cli::BenchOptions &options,
    const cli::BenchNetworkOptions &network, cli::BenchPathOptions &path,
    const std::filesystem::path &program)
{
    const cli::Interrupt interrupt;
    if (bench.got_subcommand("network"))
        return cli::benchNetwork(network, program, interrupt.token());
    path.engine = options.engine; // said before "path"
    if (bench.got_subcommand("path"))
        return cli::benchPath(path, program, interrupt.token());
    return cli::bench(options, program, interrupt.token());
}

/// What the command lines below `model` say.
struct ModelOptions
{
    cli::ModelListOptions list;
    cli::ModelGetOptions getting;
    cli::ModelInspectOptions inspecting;
    cli::ModelImportOptions importing;
    cli::ModelExportOptions exporting;
};

void addModel(CLI::App &app, ModelOptions &options)
{
    auto *command = app.add_subcommand("model", "The networks Pawtrait can use");
    command->require_subcommand(1);
    cli::addModelList(*command, options.list);
    cli::addModelGet(*command, options.getting);
    cli::addModelInspect(*command, options.inspecting);
    cli::addModelImport(*command, options.importing);
    cli::addModelExport(*command, options.exporting);
}

int runModel(
    const CLI::App &model, const ModelOptions &options, const std::filesystem::path &program)
{
    if (model.got_subcommand("list"))
        return cli::listModels(options.list, program);
    if (model.got_subcommand("get"))
        return cli::getModels(options.getting, program, cli::Interrupt().token());
    if (model.got_subcommand("verify"))
        return cli::verifyModels(options.list, program, cli::Interrupt().token());
    if (model.got_subcommand("inspect"))
        return cli::inspectModels(options.inspecting, program);
    if (model.got_subcommand("import"))
        return cli::importModel(options.importing, program, cli::Interrupt().token());
    if (model.got_subcommand("remove"))
        return cli::removeModels(options.list, program);
    return cli::exportModel(options.exporting, program);
}

void printVersion()
{
    std::cout << "Pawtrait " << PAWTRAIT_VERSION << "\nLibTorch " << core::libTorchVersion()
              << "\nQt " << qVersion() << "\nDevice " << app::deviceSentence() << '\n';
}

} // namespace

int main(int argc, char **argv)
{
    app::spinBrieflyWhileWaiting(argv);
    CLI::App app("Pawtrait cuts pets out of photos for print.\n"
                 "Originals are never changed. Exit status: 0 all done, 1 some photos failed, 2 "
                 "wrong options.");
    app.name("pawtrait-cli");
    bool wantsVersion = false;
    app.add_flag("--version", wantsVersion,
        "Print the versions of Pawtrait and its libraries, and the device");
    app.require_subcommand(0, 1);
    cli::CheckOptions checkOptions;
    cli::CutOptions cutOptions;
    cli::BenchOptions benchOptions;
    cli::BenchNetworkOptions benchNetworkOptions;
    cli::BenchPathOptions benchPathOptions;
    ModelOptions modelOptions;
    cli::CacheOptions cacheOptions;
    addCheck(app, checkOptions);
    addCut(app, cutOptions);
    addBench(app, benchOptions, benchNetworkOptions, benchPathOptions);
    addModel(app, modelOptions);
    cli::addCache(app, cacheOptions);

    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError &error) {
        return app.exit(error) == 0 ? 0 : 2;
    }
    const std::filesystem::path program = std::filesystem::canonical("/proc/self/exe");
    if (wantsVersion)
        printVersion();
    else if (app.got_subcommand("check"))
        return cli::check(checkOptions, program);
    else if (app.got_subcommand("cut"))
        return cli::cut(cutOptions, program, cli::Interrupt().token());
    else if (app.got_subcommand("cache"))
        return cli::cache(cacheOptions);
    else if (app.got_subcommand("model"))
        return runModel(*app.get_subcommand("model"), modelOptions, program);
    else if (app.got_subcommand("bench"))
        return runBench(*app.get_subcommand("bench"), benchOptions, benchNetworkOptions,
            benchPathOptions, program);
    else {
        std::cerr << app.help();
        return 2;
    }
    return 0;
}
