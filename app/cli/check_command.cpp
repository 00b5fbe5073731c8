#include "app/cli/check_command.h"

#include "app/cli/files_from.h"
#include "app/cli/report.h"
#include "app/cli/words.h"
#include "core/files/contained_reader.h"
#include "core/print/print_size.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <iostream>
#include <map>
#include <utility>

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

namespace cli {

namespace {

/// What was found out about one photo.
struct Row
{
    fs::path file;
    core::Result<core::Header> header;
    core::SizeVerdict verdict;
    std::optional<core::PrintVerdict> print;
};

Row rowFor(const fs::path &file, core::Result<core::Header> header,
    const core::MegapixelLimits &limits, const std::optional<core::PrintSize> &size)
{
    Row row {.file = file, .header = std::move(header)};
    if (!row.header)
        return row;
    row.verdict = core::judge(row.header->size, limits);
    if (size)
        row.print = core::judgePrint(row.header->size, *size, {}, core::PrintSubject::WholeFrame);
    return row;
}

double rounded(double value, double perUnit)
{
    return std::round(value * perUnit) / perUnit;
}

Json unreadable(const Row &row)
{
    return {{"file", row.file.string()}, {"format", nullptr}, {"width", nullptr},
        {"height", nullptr}, {"megapixels", nullptr}, {"verdict", "unreadable"},
        {"suggested", nullptr}, {"reason", sentenceFor(row.header.error())},
        {"error", nameOf(row.header.error().code)}};
}

Json jsonOf(const Row &row)
{
    if (!row.header)
        return unreadable(row);
    Json json = {{"file", row.file.string()}, {"format", core::nameOf(row.header->format)},
        {"width", row.header->size.width}, {"height", row.header->size.height},
        {"megapixels", rounded(row.verdict.megapixels, 100)},
        {"verdict", nameOf(row.verdict.acceptance)}, {"suggested", nullptr},
        {"reason", sentenceFor(row.verdict)}};
    if (const auto &suggested = row.verdict.suggested)
        json["suggested"] = {{"width", suggested->width}, {"height", suggested->height}};
    if (row.print)
        json["dpi"] = rounded(row.print->dpi, 10);
    return json;
}

std::string verdictOf(const Row &row)
{
    return row.header ? nameOf(row.verdict.acceptance) : "unreadable";
}

std::string padded(const std::string &text, int width)
{
    return text + std::string(static_cast<std::size_t>(std::max(0, width - lengthOf(text))), ' ');
}

/// One line of columns; what has to be said about it stands below, indented.
void printRow(const Row &row, int nameWidth)
{
    std::string line = padded(verdictOf(row), 12) + padded(shown(row.file.filename()), nameWidth);
    std::string remarks;
    const auto remark = [&](const std::string &sentence) {
        remarks += std::string(12, ' ') + sentence + '\n';
    };
    if (row.header) {
        const core::Size size = row.header->size;
        line += padded("  " + core::nameOf(row.header->format), 7)
            + padded(std::to_string(size.width) + " x " + std::to_string(size.height), 15);
        if (row.verdict.acceptance != core::Acceptance::Pass
            || row.verdict.reason == core::SizeReason::WithinTolerance)
            remark(sentenceFor(row.verdict));
        if (row.print)
            remark("print: " + sentenceFor(*row.print, {}));
    } else {
        remark(sentenceFor(row.header.error()));
    }
    std::cout << line.substr(0, line.find_last_not_of(' ') + 1) << '\n' << remarks << std::flush;
}

/// "4 photos: 2 pass, 1 suggest, 1 unreadable"
void printSummary(const std::map<std::string, int> &verdicts)
{
    int all = 0;
    std::string parts;
    for (const char *verdict : {"pass", "suggest", "reject", "unreadable"}) {
        const auto found = verdicts.find(verdict);
        if (found == verdicts.end())
            continue;
        all += found->second;
        parts += (parts.empty() ? ": " : ", ") + std::to_string(found->second) + " " + verdict;
    }
    std::cout << all << (all == 1 ? " photo" : " photos") << parts << '\n';
}

int widthFor(const std::vector<fs::path> &files)
{
    constexpr int most = 40; // longer names push their own line only
    int width = 0;
    for (const fs::path &file : files)
        width = std::max(width, lengthOf(shown(file.filename())));
    return std::min(width, most);
}

std::optional<core::PrintSize> orderedSize(const CheckOptions &options)
{
    const auto size = core::parsedPrintSize(options.size);
    if (!size)
        std::cerr << "--size: \"" << shown(options.size)
                  << "\" is no size; write it like 30x40cm or 12x16in\n";
    return size;
}

} // namespace

int check(const CheckOptions &options, const fs::path &program)
{
    std::optional<core::PrintSize> size;
    if (!options.size.empty() && !(size = orderedSize(options)))
        return 2;
    const core::MegapixelLimits limits = limitsInForce();
    const NamedPhotos photos = photosFrom(options.files, OwnPrints::Keep);
    const int nameWidth = widthFor(photos.files);
    core::ContainedReader reader(core::readerBeside(program));
    Json report = Json::array();
    std::map<std::string, int> verdicts;
    for (const fs::path &file : photos.files) {
        const Row row = rowFor(file, reader.probe(file, options.readLimits), limits, size);
        ++verdicts[verdictOf(row)];
        if (options.asJson)
            report.push_back(jsonOf(row));
        else
            printRow(row, nameWidth);
    }
    if (options.asJson)
        printJson(report);
    else
        printSummary(verdicts);
    return photos.isComplete && !verdicts.contains("unreadable") ? 0 : 1;
}

} // namespace cli
