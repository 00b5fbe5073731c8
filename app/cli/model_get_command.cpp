#include "app/cli/model_get_command.h"

#include "app/cli/progress_bar.h"
#include "app/cli/report.h"
#include "app/cli/shelf.h"
#include "app/cli/words.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdio>
#include <iostream>

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

namespace cli {

namespace {

using Kind = core::ModelState::Kind;

/// "base  123 MB of 367 MB, 4.2 MB/s, 58 s left"
std::string lineOf(const core::ManifestEntry &entry, const core::DownloadState &state)
{
    std::string line = entry.model.name + "  " + bytesText(state.bytes) + " of "
        + bytesText(state.total.value_or(entry.bytes));
    if (state.bytesPerSecond > 0)
        line += ", " + bytesText(std::int64_t(state.bytesPerSecond)) + "/s";
    if (state.left)
        line += ", " + std::to_string(state.left->count()) + " s left";
    return line;
}

double fractionOf(const core::ManifestEntry &entry, const core::DownloadState &state)
{
    const std::int64_t total = std::max<std::int64_t>(1, state.total.value_or(entry.bytes));
    return double(state.bytes) / double(total);
}

/// One model after the other.
class Getting
{
public:
    Getting(const ModelGetOptions &options, const core::ModelShelf &shelf, std::stop_token stop)
        : m_options(options)
        , m_shelf(shelf)
        , m_stop(std::move(stop))
        , m_bar(static_cast<int>(options.names.size()))
    {
    }

    core::Result<> get(const core::ManifestEntry &entry)
    {
        const std::string &name = entry.model.name;
        const Kind before = m_shelf.state(name).kind;
        if (before == Kind::Verified)
            return {};
        if (before == Kind::Unverified && m_shelf.verify(name, core::Progress(m_stop, {})))
            return {};
        if (entry.origin == core::ManifestEntry::Origin::Download)
            std::cerr << name << ", " << bytesText(entry.bytes) << " from " << entry.url << '\n'
                      << termsOf(entry) << '\n';
        const auto show = [&](const core::DownloadState &state) {
            m_bar.show(m_number, lineOf(entry, state), fractionOf(entry, state));
        };
        const auto downloaded = m_shelf.download(
            name, {.proxy = m_options.proxy}, show, core::Progress(m_stop, {}));
        m_bar.wipe();
        return downloaded.map([](const core::Downloaded &) {});
    }

    void next() { ++m_number; }

private:
    const ModelGetOptions &m_options;
    const core::ModelShelf &m_shelf;
    std::stop_token m_stop;
    ProgressBar m_bar;
    int m_number = 0;
};

Json jsonOf(const core::ModelShelf &shelf, const core::ManifestEntry &entry,
    const core::Result<> &outcome)
{
    const core::ModelState state = shelf.state(entry.model.name);
    Json json = {{"name", entry.model.name}, {"state", core::nameOf(state.kind)},
        {"bytes", state.bytes}, {"file", nullptr}, {"error", nullptr}};
    if (outcome)
        json["file"] = shelf.placeOf(entry).string();
    else
        json["error"] = nameOf(outcome.error().code);
    return json;
}

void say(const core::ModelShelf &shelf, const core::ManifestEntry &entry,
    const core::Result<> &outcome, bool asJson)
{
    const std::string &name = entry.model.name;
    if (!outcome)
        std::cerr << name << ": " << sentenceFor(outcome.error()) << '\n';
    else if (!asJson)
        std::printf("%s: here, %s: %s\n", name.c_str(),
            entry.checksum ? "every byte is as published"
                           : "no checksum is published; today's is remembered",
            shown(shelf.placeOf(entry).string()).c_str());
}

} // namespace

void addModelGet(CLI::App &model, ModelGetOptions &options)
{
    auto *command = model.add_subcommand(
        "get", "Download models; interrupted, the next call goes on from there");
    checkModelName(*command->add_option("names", options.names, "Models")->required());
    command->add_option("--proxy", options.proxy,
        "For instance http://proxy.shop:3128 (default: what the environment says)");
    command->add_flag("--json", options.asJson, "Print the report as JSON");
}

int getModels(
    const ModelGetOptions &options, const fs::path &program, const std::stop_token &stop)
{
    const auto shelf = openedShelf(program);
    if (!shelf)
        return 1;
    Getting getting(options, *shelf, stop);
    Json report = Json::array();
    bool isAllHere = true;
    for (const std::string &name : options.names) {
        const auto entry = shelf->entry(name);
        if (!entry || stop.stop_requested())
            break;
        const core::Result<> outcome = getting.get(*entry);
        getting.next();
        isAllHere = isAllHere && outcome;
        report.push_back(jsonOf(*shelf, *entry, outcome));
        say(*shelf, *entry, outcome, options.asJson);
    }
    if (options.asJson)
        printJson(report);
    if (stop.stop_requested())
        return 130;
    return isAllHere ? 0 : 1;
}

} // namespace cli
