#include "app/cli/check_command.h"

#include "app/cli/files_from.h"
#include "app/cli/words.h"
#include "core/files/header.h"
#include "core/print/print_size.h"

#include <nlohmann/json.hpp>

#include <cmath>
#include <cstdio>
#include <iostream>

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

namespace cli {

namespace {

struct Row
{
    fs::path file;
    core::Result<core::Header> header;
    core::SizeVerdict verdict;
    std::optional<core::PrintVerdict> print;
};

Row rowFor(const fs::path &file, const core::MegapixelLimits &limits,
    const std::optional<core::PrintSize> &size)
{
    Row row {.file = file, .header = core::probe(file)};
    if (!row.header)
        return row;
    row.verdict = core::judge(row.header->size, limits);
    if (size)
        row.print = core::judgePrint(row.header->size, *size, {}, core::PrintSubject::WholeFrame);
    return row;
}

double rounded(double value, double step)
{
    return std::round(value / step) * step;
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
        {"megapixels", rounded(row.verdict.megapixels, 0.01)},
        {"verdict", nameOf(row.verdict.acceptance)}, {"suggested", nullptr},
        {"reason", sentenceFor(row.verdict)}};
    if (const auto &suggested = row.verdict.suggested)
        json["suggested"] = {{"width", suggested->width}, {"height", suggested->height}};
    if (row.print)
        json["dpi"] = rounded(row.print->dpi, 0.1);
    return json;
}

void printRow(const Row &row)
{
    const std::string name = row.file.filename().string();
    if (!row.header) {
        std::printf("%-28s  %-10s  %s\n", name.c_str(), "UNREADABLE",
            sentenceFor(row.header.error()).c_str());
        return;
    }
    const core::Header &header = *row.header;
    const std::string size =
        std::to_string(header.size.width) + " x " + std::to_string(header.size.height);
    std::string sentence = sentenceFor(row.verdict);
    if (row.print)
        sentence += "; " + sentenceFor(*row.print, {});
    std::printf("%-28s  %-10s  %-4s  %-14s  %s\n", name.c_str(),
        nameOf(row.verdict.acceptance).c_str(), core::nameOf(header.format).c_str(), size.c_str(),
        sentence.c_str());
}

} // namespace

int check(const CheckOptions &options)
{
    std::optional<core::PrintSize> size;
    if (!options.size.empty()) {
        size = core::parsedPrintSize(options.size);
        if (!size) {
            std::cerr << "--size: \"" << options.size
                      << "\" is no size; write it like 30x40cm or 12x16in\n";
            return 2;
        }
    }
    const core::MegapixelLimits limits = limitsInForce();
    Json report = Json::array();
    bool allReadable = true;
    for (const fs::path &file : filesFrom(options.files)) {
        const Row row = rowFor(file, limits, size);
        allReadable = allReadable && row.header.has_value();
        if (options.asJson)
            report.push_back(jsonOf(row));
        else
            printRow(row);
    }
    if (options.asJson)
        std::cout << report.dump(2, ' ', false, Json::error_handler_t::replace) << '\n';
    return allReadable ? 0 : 1;
}

} // namespace cli
