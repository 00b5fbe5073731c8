#include "core/print/name_template.h"

#include <algorithm>
#include <optional>

namespace core {

namespace {

// File systems end at 255 bytes; the rest is for "-2", ".png" and what saving adds meanwhile.
constexpr std::size_t mostBytes = 200;

std::optional<std::string> valueOf(std::string_view token, const NameFacts &facts)
{
    if (token == "name")
        return facts.name;
    if (token == "effect")
        return facts.effect;
    if (token == "size")
        return facts.size;
    if (token == "_size")
        return facts.size.empty() ? "" : "_" + facts.size;
    if (token == "model")
        return facts.model;
    return std::nullopt;
}

/// As every file system takes it; never hidden, never "..".
std::string allowed(std::string name)
{
    constexpr std::string_view forbidden = "/\\:*?\"<>|\x7F";
    const auto isForbidden = [&](char c) {
        return static_cast<unsigned char>(c) < ' ' || forbidden.find(c) != forbidden.npos;
    };
    std::ranges::replace_if(name, isForbidden, '_');
    if (name.starts_with('.'))
        name.front() = '_';
    return name;
}

/// Cut between characters, not inside one (UTF-8).
std::string shortened(std::string name)
{
    if (name.size() <= mostBytes)
        return name;
    std::size_t end = mostBytes;
    while (end > 0 && (static_cast<unsigned char>(name[end]) & 0xC0) == 0x80)
        --end;
    name.resize(end);
    return name;
}

} // namespace

Result<std::string> expandedName(std::string_view nameTemplate, const NameFacts &facts)
{
    std::string name;
    while (!nameTemplate.empty()) {
        const std::size_t open = nameTemplate.find('{');
        name += nameTemplate.substr(0, open);
        if (open == nameTemplate.npos)
            break;
        const std::size_t close = nameTemplate.find('}', open);
        if (close == nameTemplate.npos)
            return fail(
                Error::Code::Unexpected, "unclosed " + std::string(nameTemplate.substr(open)));
        const auto token = nameTemplate.substr(open + 1, close - open - 1);
        const auto value = valueOf(token, facts);
        if (!value)
            return fail(Error::Code::Unexpected, "unknown {" + std::string(token) + "}");
        name += *value;
        nameTemplate.remove_prefix(close + 1);
    }
    name = shortened(allowed(std::move(name)));
    if (name.empty())
        return fail(Error::Code::Unexpected, "the file name is empty");
    return name;
}

} // namespace core
