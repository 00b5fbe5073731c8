#include "app/cli/network_choice.h"

#include "core/models/models.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <array>
#include <cstdlib>

namespace fs = std::filesystem;

namespace cli {

namespace {

using core::Architecture;

constexpr std::array architectures {Architecture::Lite, Architecture::SwinB,
    Architecture::Res2Net50, Architecture::TinySwin, Architecture::TinyRes2Net};

Architecture architectureNamed(const std::string &name)
{
    const auto *found = std::ranges::find_if(architectures,
        [&name](Architecture architecture) { return core::nameOf(architecture) == name; });
    return found == architectures.end() ? Architecture::Lite : *found;
}

ChosenNetwork networkOfFile(const NetworkChoice &choice)
{
    const Architecture architecture = architectureNamed(choice.architecture);
    return {.name = choice.checkpoint.stem().string(),
        .checkpoint = choice.checkpoint,
        .options = {.architecture = architecture,
            .baseSize = choice.baseSize,
            .stretched = architecture != Architecture::Lite},
        .size = choice.baseSize};
}

/// "" where the network can take it.
std::string refusalOfSize(const std::string &size)
{
    return std::atoi(size.c_str()) % 32 == 0 ? "" : size + " is not a multiple of 32";
}

/// An option that takes one of some words, each for an enumerator.
template <typename E>
void addChoice(CLI::App &command, const char *option, const char *what, E &target,
    const std::vector<E> &values, std::string (*nameOfOne)(E))
{
    std::vector<std::string> names;
    for (const E one : values)
        names.push_back(nameOfOne(one));
    command
        .add_option_function<std::string>(
            option,
            [&target, values, names](const std::string &name) {
                target = values[std::size_t(std::ranges::find(names, name) - names.begin())];
            },
            what)
        ->default_str(nameOfOne(target))
        ->check(CLI::IsMember(names));
}

const CLI::Validator isNetworkSize =
    CLI::Range(32, 16384) & CLI::Validator(refusalOfSize, "MULTIPLE OF 32");

} // namespace

void addNetworkChoice(CLI::App &command, NetworkChoice &choice)
{
    std::vector<std::string> models;
    for (const core::Model &model : core::knownModels())
        models.push_back(model.name);
    auto *model = command.add_option("--model", choice.model, "A network by its name")
                      ->capture_default_str()
                      ->check(CLI::IsMember(models));
    auto *file = command.add_option("--checkpoint", choice.checkpoint, "A file of weights (.pth)")
                     ->excludes(model);
    std::vector<std::string> names;
    for (const Architecture architecture : architectures)
        names.push_back(core::nameOf(architecture));
    auto *architecture =
        command.add_option("--architecture", choice.architecture, "What the checkpoint is of")
            ->check(CLI::IsMember(names));
    auto *baseSize = command
                         .add_option("--base-size", choice.baseSize,
                             "The size that the checkpoint was trained for: no file says it")
                         ->check(CLI::Range(32, 8192));
    file->needs(architecture)->needs(baseSize);
    architecture->needs(file);
    baseSize->needs(file);
}

void addNetworkSize(CLI::App &command, int &size, const std::string &what)
{
    command.add_option("--size", size, what)->check(isNetworkSize);
}

void addNetworkSize(CLI::App &command, std::vector<int> &sizes, const std::string &what)
{
    command.add_option("--size", sizes, what)->check(isNetworkSize);
}

std::string wordFor(core::FineStages fineStages)
{
    return fineStages == core::FineStages::NearEdges ? "near-edges" : "everywhere";
}

void addPrecision(CLI::App &command, core::Precision &precision)
{
    using core::Precision;
    addChoice<Precision>(command, "--precision", "Of weights and activations", precision,
        {Precision::Float32, Precision::BFloat16, Precision::Float16, Precision::Int8},
        [](Precision one) { return core::nameOf(one); });
}

void addFineStages(CLI::App &command, core::FineStages &fineStages)
{
    using core::FineStages;
    addChoice<FineStages>(command, "--fine-stages", "Where the finest stage is computed",
        fineStages, {FineStages::Everywhere, FineStages::NearEdges}, wordFor);
}

void addResize(CLI::App &command, core::ResizeRule &rule)
{
    using core::ResizeRule;
    addChoice<ResizeRule>(command, "--resize",
        "How the photo is fitted to the network: a square, or its own aspect (slower; for networks "
        "trained on it)",
        rule, {ResizeRule::Static, ResizeRule::Dynamic}, [](ResizeRule one) {
            return std::string(one == ResizeRule::Dynamic ? "dynamic" : "static");
        });
}

core::Result<ChosenNetwork> chosenNetwork(const NetworkChoice &choice, const fs::path &program)
{
    if (!choice.checkpoint.empty())
        return networkOfFile(choice);
    const core::Model *model = core::modelNamed(choice.model);
    if (!model)
        return core::fail(core::Error::Code::ModelMissing, "no model is called " + choice.model);
    return core::modelsFolder(program).map([model](const fs::path &folder) {
        return ChosenNetwork {.name = model->name,
            .checkpoint = folder / model->fileName,
            .options = model->network,
            .size = model->fullSize};
    });
}

} // namespace cli
