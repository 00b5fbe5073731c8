#include "app/cli/shelf.h"

#include "app/cli/words.h"

#include <CLI/CLI.hpp>

#include <array>
#include <cstdio>
#include <iostream>

namespace fs = std::filesystem;

namespace cli {

namespace {

/// "" where a model has that name, or nobody can tell: what is wrong with the shelf is said later.
std::string refusalOf(const std::string &name)
{
    const auto shelf = core::ModelShelf::standard(fs::canonical("/proc/self/exe"));
    if (!shelf)
        return {};
    const auto entry = shelf->entry(name);
    return entry ? std::string() : entry.error().detail;
}

} // namespace

std::optional<core::ModelShelf> openedShelf(const fs::path &program)
{
    auto shelf = core::ModelShelf::standard(program);
    if (shelf)
        return std::move(*shelf);
    std::cerr << sentenceFor(shelf.error()) << '\n';
    return std::nullopt;
}

void checkModelName(CLI::Option &option)
{
    option.check(CLI::Validator(
        [](const std::string &name) { return refusalOf(name); }, "NAME"));
}

std::string bytesText(std::int64_t bytes)
{
    const double megabytes = double(bytes) / 1e6;
    std::array<char, 32> text {};
    std::snprintf(text.data(), text.size(), megabytes < 99.95 ? "%.1f MB" : "%.0f MB", megabytes);
    return text.data();
}

std::string termsOf(const core::ManifestEntry &entry)
{
    std::string terms = "Licence: " + entry.licence + ".";
    if (!entry.caveats.empty())
        terms += "\n" + entry.caveats;
    return terms;
}

} // namespace cli
