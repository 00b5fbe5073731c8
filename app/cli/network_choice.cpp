#include "app/cli/network_choice.h"

#include "core/inference/models.h"

#include <CLI/CLI.hpp>

#include <array>

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
