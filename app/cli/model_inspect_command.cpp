#include "app/cli/model_inspect_command.h"

#include "app/cli/report.h"
#include "app/cli/shelf.h"
#include "app/cli/words.h"
#include "core/network/inspection.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdio>
#include <iostream>

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

namespace cli {

namespace {

using Format = core::Inspection::Format;

/// One file: what it is, and whether the list of models knows it.
struct Inspected
{
    fs::path file;
    core::Result<core::Inspection> found = core::fail(core::Error::Code::Cancelled);
    std::optional<core::ManifestEntry> known {}; ///< with the same checksum
};

Inspected inspected(const fs::path &file, const core::ModelShelf &shelf)
{
    Inspected row {.file = file, .found = core::inspect(file)};
    if (row.found && row.found->architecture)
        if (const auto name = shelf.nameOfFile(file); name && !name->empty())
            row.known = *shelf.entry(*name);
    return row;
}

bool holdsANetwork(const Inspected &row)
{
    return row.found && row.found->architecture;
}

std::string typesOf(const core::Inspection &inspection)
{
    std::string text;
    for (const core::ElementCount &count : inspection.types)
        text += (text.empty() ? "" : ", ") + std::to_string(count.tensors) + " "
            + core::nameOf(count.type);
    return text;
}

std::string wrappingOf(const core::Inspection &inspection)
{
    std::string text = inspection.isWrapped ? "in a \"state_dict\"" : "plain";
    return inspection.isPrefixed ? text + ", every name behind \"module.\"" : text;
}

void printNetwork(const Inspected &row)
{
    const core::Inspection &found = *row.found;
    if (found.architecture) {
        std::printf("  network     %s\n", core::nameOf(*found.architecture).c_str());
        if (row.known)
            std::printf("  base size   %d: it is the published file of %s\n",
                row.known->model.network.baseSize, row.known->model.name.c_str());
        else
            std::printf("  base size   not in the file: whoever trained it knows "
                        "(--base-size)\n");
        return;
    }
    constexpr std::size_t most = 20;
    std::printf("  network     none of ours; the nearest is %s, which differs in %zu tensors\n",
        core::nameOf(*found.nearest).c_str(), found.differences.size());
    for (std::size_t i = 0; i < std::min(most, found.differences.size()); ++i)
        std::printf("    %s\n", shown(found.differences[i]).c_str());
    if (found.differences.size() > most)
        std::printf("    and %zu more (--json names all)\n", found.differences.size() - most);
}

void print(const Inspected &row)
{
    if (!row.found) {
        std::cerr << shown(row.file.string()) << ": " << sentenceFor(row.found.error()) << '\n';
        return;
    }
    std::printf("%s\n", shown(row.file.string()).c_str());
    if (row.found->format == Format::Legacy) {
        std::printf("  format      PyTorch before 1.6, which Pawtrait does not read: load it in "
                    "a newer one and save it again\n");
        return;
    }
    std::printf("  format      PyTorch ZIP archive, %s\n", wrappingOf(*row.found).c_str());
    std::printf("  tensors     %d: %s\n", row.found->tensors, typesOf(*row.found).c_str());
    std::printf("  parameters  %.2f million\n", double(row.found->parameters) / 1e6);
    printNetwork(row);
}

/// Null where there is none.
Json nameOf(const std::optional<core::Architecture> &architecture)
{
    return architecture ? Json(core::nameOf(*architecture)) : Json();
}

Json jsonOf(const Inspected &row)
{
    Json json = {{"file", row.file.string()}, {"error", nullptr}};
    if (!row.found) {
        json["error"] = cli::nameOf(row.found.error().code);
        json["detail"] = row.found.error().detail;
        return json;
    }
    Json types = Json::object();
    for (const core::ElementCount &count : row.found->types)
        types[core::nameOf(count.type)] = count.tensors;
    json["format"] = row.found->format == Format::Zip ? "zip" : "legacy";
    json["wrapped"] = row.found->isWrapped;
    json["prefixed"] = row.found->isPrefixed;
    json["tensors"] = row.found->tensors;
    json["parameters"] = row.found->parameters;
    json["types"] = types;
    json["architecture"] = nameOf(row.found->architecture);
    json["nearest"] = nameOf(row.found->nearest);
    json["differences"] = row.found->differences;
    json["known_as"] = row.known ? Json(row.known->model.name) : Json();
    json["base_size"] = row.known ? Json(row.known->model.network.baseSize) : Json();
    return json;
}

} // namespace

void addModelInspect(CLI::App &model, ModelInspectOptions &options)
{
    auto *command = model.add_subcommand("inspect", "Say what files of weights are");
    command->add_option("files", options.files, "PyTorch checkpoints (.pth)")->required();
    command->add_flag("--json", options.asJson, "Print the report as JSON");
}

int inspectModels(const ModelInspectOptions &options, const fs::path &program)
{
    const auto shelf = openedShelf(program);
    if (!shelf)
        return 1;
    Json report = Json::array();
    bool isAllOurs = true;
    for (const fs::path &file : options.files) {
        const Inspected row = inspected(file, *shelf);
        isAllOurs = isAllOurs && holdsANetwork(row);
        if (options.asJson)
            report.push_back(jsonOf(row));
        else
            print(row);
    }
    if (options.asJson)
        printJson(report);
    return isAllOurs ? 0 : 1;
}

} // namespace cli
