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
