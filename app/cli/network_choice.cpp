#include "app/cli/network_choice.h"

#include "app/cli/shelf.h"
#include "core/models/architecture_of.h"
#include "core/network/choices.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <cstdlib>
#include <iterator>

namespace fs = std::filesystem;

namespace cli {

namespace {

using core::Architecture;

/// What the file and the list of models say, where the command line says nothing.
core::Result<ChosenNetwork> networkOfFile(
    const NetworkChoice &choice, const core::ModelShelf &shelf)
{
    const auto named = core::architectureNamed(choice.architecture);
    const auto architecture =
        named ? core::Result<Architecture>(*named) : core::architectureOf(choice.checkpoint);
    if (!architecture)
        return tl::unexpected(architecture.error());
    ChosenNetwork network {.name = choice.checkpoint.stem().string(),
        .checkpoint = choice.checkpoint,
        .options = {.architecture = *architecture,
            .baseSize = choice.baseSize,
            .stretched = *architecture != Architecture::Lite},
        .size = choice.baseSize};
    if (choice.baseSize > 0)
        return network;
    const auto published = shelf.nameOfFile(choice.checkpoint).and_then([&shelf](const auto &name) {
        return shelf.entry(name);
    });
    if (!published)
        return core::fail(core::Error::Code::BaseSizeMissing, choice.checkpoint.string());
    network.options = published->model.network;
    network.size = published->model.fullSize;
    return network;
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
    auto *model =
        command.add_option("--model", choice.model, "A network by its name")->capture_default_str();
    checkModelName(*model);
    auto *file = command.add_option("--checkpoint", choice.checkpoint, "A file of weights (.pth)")
                     ->excludes(model);
    std::vector<std::string> names;
    for (const Architecture architecture : core::allArchitectures())
        names.push_back(core::nameOf(architecture));
    command
        .add_option("--architecture", choice.architecture,
            "What the checkpoint is of (default: found in it)")
        ->check(CLI::IsMember(names))
        ->needs(file);
    addBaseSize(command, choice.baseSize)->needs(file);
}

CLI::Option *addBaseSize(CLI::App &command, int &baseSize)
{
    return command
        .add_option("--base-size", baseSize,
            "The size that a file was trained for, which none says of itself (official ones are "
            "known)")
        ->check(CLI::Range(32, 8192));
}

void addNetworkSize(CLI::App &command, int &size, const std::string &what)
{
    command.add_option("--size", size, what)->check(isNetworkSize);
}

void addNetworkSize(CLI::App &command, std::vector<int> &sizes, const std::string &what)
{
    command.add_option("--size", sizes, what)
        ->check(isNetworkSize)
        ->delimiter(',')
        ->allow_extra_args(false); // what follows may be photos
}

std::string wordFor(core::FineStages fineStages)
{
    return fineStages == core::FineStages::NearEdges ? "near-edges" : "everywhere";
}

void addPrecision(CLI::App &command, core::Precision &precision)
{
    using core::Precision;
    addChoice<Precision>(command, "--precision", "Of weights and activations", precision,
        core::allPrecisions(), [](Precision one) { return core::nameOf(one); });
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

void addBlend(CLI::App &command, std::optional<core::Blending> &blending)
{
    using Wish = std::optional<core::Blending>;
    std::vector<Wish> wishes {std::nullopt};
    std::ranges::copy(core::allBlendings(), std::back_inserter(wishes));
    addChoice<Wish>(command, "--blend",
        "Photos over 512 px through a network made for small pictures: a second pass over a larger "
        "picture sharpens the edge. exact: as the reference, which moves soft parts 3.5 px; "
        "corrected: in their place",
        blending, wishes, [](Wish one) { return one ? core::nameOf(*one) : std::string("off"); });
}

core::Result<ChosenNetwork> chosenNetwork(const NetworkChoice &choice, const fs::path &program)
{
    const auto shelf = core::ModelShelf::standard(program);
    if (!shelf)
        return tl::unexpected(shelf.error());
    if (!choice.checkpoint.empty())
        return networkOfFile(choice, *shelf);
    return shelf->find(choice.model).map([](const core::ShelvedModel &found) {
        return ChosenNetwork {.name = found.model.name,
            .checkpoint = found.file,
            .options = found.model.network,
            .size = found.model.fullSize};
    });
}

} // namespace cli
