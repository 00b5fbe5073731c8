#include "app/cli/model_list_command.h"

#include "app/cli/progress_bar.h"
#include "app/cli/report.h"
#include "app/cli/shelf.h"
#include "app/cli/words.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <cstdio>
#include <iostream>

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

namespace cli {

namespace {

using Kind = core::ModelState::Kind;

std::string nameOf(core::ManifestEntry::Origin origin)
{
    switch (origin) {
    case core::ManifestEntry::Origin::Bundled:
        return "bundled";
    case core::ManifestEntry::Origin::Download:
        return "download";
    case core::ManifestEntry::Origin::ByHand:
        return "by-hand";
    }
    return {};
}

std::string sentenceFor(const core::ModelState &state, const core::ManifestEntry &entry)
{
    switch (state.kind) {
    case Kind::Absent:
        return entry.origin == core::ManifestEntry::Origin::ByHand ? "not here (import it)"
                                                                   : "not here";
    case Kind::Partial:
        return "paused at " + bytesText(state.bytes);
    case Kind::Unverified:
        return "here, not verified";
    case Kind::Verified:
        return "here, verified";
    case Kind::Broken:
        return "broken";
    }
    return {};
}

Json jsonOf(const core::ModelShelf &shelf, const core::ManifestEntry &entry)
{
    const core::ModelState state = shelf.state(entry.model.name);
    const bool isHere = state.kind != Kind::Absent && state.kind != Kind::Partial;
    Json json = {{"name", entry.model.name}, {"title", entry.title}, {"purpose", entry.purpose},
        {"state", core::nameOf(state.kind)}, {"origin", nameOf(entry.origin)},
        {"file", nullptr}, {"bytes_here", state.bytes}, {"bytes", entry.bytes},
        {"bytes_are_exact", entry.bytesAreExact}, {"url", nullptr}, {"checksum", nullptr},
        {"licence", entry.licence}, {"caveats", entry.caveats},
        {"architecture", core::nameOf(entry.model.network.architecture)},
        {"base_size", entry.model.network.baseSize}, {"preview_size", entry.model.previewSize},
        {"full_size", entry.model.fullSize}};
    if (isHere)
        json["file"] = shelf.placeOf(entry).string();
    if (!entry.url.empty())
        json["url"] = entry.url;
    if (entry.checksum)
        json["checksum"] = entry.checksum->hex;
    return json;
}

void printEntry(const core::ModelShelf &shelf, const core::ManifestEntry &entry)
{
    const core::ModelState state = shelf.state(entry.model.name);
    std::printf("%-14s %-20s %10s   %s\n", entry.model.name.c_str(),
        sentenceFor(state, entry).c_str(), bytesText(entry.bytes).c_str(),
        shown(entry.purpose).c_str());
}

/// What there is a file of.
std::vector<std::string> namesHere(const core::ModelShelf &shelf)
{
    std::vector<std::string> names;
    for (const core::ManifestEntry &entry : shelf.entries()) {
        const Kind kind = shelf.state(entry.model.name).kind;
        if (kind != Kind::Absent && kind != Kind::Partial)
            names.push_back(entry.model.name);
    }
    return names;
}

void printVerified(const core::ModelShelf &shelf, const std::string &name)
{
    const auto entry = shelf.entry(name);
    const bool isPublished = entry && entry->checksum;
    std::printf("%s: %s\n", name.c_str(),
        isPublished ? "every byte is as published" : "unchanged since it came");
}

} // namespace

void addModelList(CLI::App &model, ModelListOptions &options)
{
    auto *list = model.add_subcommand("list", "Which models there are, and which are here");
    list->add_flag("--json", options.asJson, "Print the list as JSON");
    auto *verify = model.add_subcommand("verify", "Read model files against their checksums");
    checkModelName(*verify->add_option("names", options.names, "Models (default: all here)"));
    verify->add_flag("--json", options.asJson, "Print the report as JSON");
    auto *remove = model.add_subcommand("remove", "Delete model files, also unfinished ones");
    checkModelName(*remove->add_option("names", options.names, "Models")->required());
}

int listModels(const ModelListOptions &options, const fs::path &program)
{
    const auto shelf = openedShelf(program);
    if (!shelf)
        return 1;
    Json report = Json::array();
    for (const core::ManifestEntry &entry : shelf->entries())
        if (options.asJson)
            report.push_back(jsonOf(*shelf, entry));
        else
            printEntry(*shelf, entry);
    if (options.asJson)
        printJson(report);
    return 0;
}

int verifyModels(
    const ModelListOptions &options, const fs::path &program, const std::stop_token &stop)
{
    const auto shelf = openedShelf(program);
    if (!shelf)
        return 1;
    const auto names = options.names.empty() ? namesHere(*shelf) : options.names;
    ProgressBar bar(static_cast<int>(names.size()));
    Json report = Json::array();
    bool isAllRight = true;
    for (std::size_t i = 0; i < names.size() && !stop.stop_requested(); ++i) {
        const auto show = [&](double fraction) {
            bar.show(static_cast<int>(i), names[i], fraction);
        };
        const auto verified = shelf->verify(names[i], core::Progress(stop, show));
        bar.wipe();
        isAllRight = isAllRight && verified;
        report.push_back({{"name", names[i]},
            {"state", core::nameOf(shelf->state(names[i]).kind)}, {"error", nullptr}});
        if (!verified)
            report.back()["error"] = cli::nameOf(verified.error().code);
        if (!verified)
            std::cerr << names[i] << ": " << cli::sentenceFor(verified.error()) << '\n';
        else if (!options.asJson)
            printVerified(*shelf, names[i]);
    }
    if (options.asJson)
        printJson(report);
    if (stop.stop_requested())
        return 130;
    return isAllRight ? 0 : 1;
}

int removeModels(const ModelListOptions &options, const fs::path &program)
{
    const auto shelf = openedShelf(program);
    if (!shelf)
        return 1;
    int status = 0;
    for (const std::string &name : options.names) {
        const auto removed = shelf->remove(name);
        if (removed) {
            std::printf("%s: removed\n", name.c_str());
            continue;
        }
        std::cerr << name << ": " << cli::sentenceFor(removed.error()) << '\n';
        status = 1;
    }
    return status;
}

} // namespace cli
