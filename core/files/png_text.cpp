#include "core/files/png_text.h"

#include "core/files/inflated.h"
#include "core/files/utf8.h"

#include <algorithm>
#include <optional>

namespace core {
namespace {

using Bytes = std::vector<std::uint8_t>;
using namespace std::string_view_literals;

constexpr std::size_t most = 1 << 20; ///< bytes of one text, unpacked
constexpr std::uint64_t mostFront = 512; ///< of keyword, flags, language and translated keyword
constexpr auto rawProfile = "Raw profile type "sv;
constexpr auto xmpKeyword = "XML:com.adobe.xmp"sv;

std::string_view textOf(std::span<const std::uint8_t> bytes)
{
    return {reinterpret_cast<const char *>(bytes.data()), bytes.size()};
}

/// What stands before the text itself.
struct Front
{
    std::string keyword;
    bool isPacked = false;
    bool isLatin = true; ///< else UTF-8
    std::uint64_t length = 0;
};

/// Takes what stands before the next 0 from `rest`, and that.
std::optional<std::string_view> untilZero(std::string_view &rest)
{
    const auto end = rest.find('\0');
    if (end == rest.npos)
        return std::nullopt;
    const auto text = rest.substr(0, end);
    rest.remove_prefix(end + 1);
    return text;
}

std::optional<Front> frontOf(std::string_view kind, std::string_view bytes)
{
    auto rest = bytes;
    const auto keyword = untilZero(rest);
    if (!keyword)
        return std::nullopt;
    Front front {.keyword = std::string(*keyword)};
    if (kind == "iTXt") {
        if (rest.size() < 2)
            return std::nullopt;
        front.isLatin = false;
        front.isPacked = rest[0] != 0;
        rest.remove_prefix(2);
        if (!untilZero(rest) || !untilZero(rest)) // language, translated keyword
            return std::nullopt;
    }
    if (kind == "zTXt") {
        if (rest.empty())
            return std::nullopt;
        front.isPacked = true;
        rest.remove_prefix(1);
    }
    front.length = bytes.size() - rest.size();
    return front;
}

Bytes plainText(const ByteFile &file, const Front &front, const Piece &content)
{
    const auto bytes = file.bytesAt(
        content.from + front.length, std::min<std::uint64_t>(content.bytes - front.length, most));
    return front.isPacked ? inflated(bytes, most).bytes : bytes;
}

std::optional<std::uint8_t> digit(char letter)
{
    constexpr auto digits = "0123456789abcdef"sv;
    const auto at = digits.find(letter >= 'A' && letter <= 'F' ? char(letter + 32) : letter);
    return at == digits.npos ? std::nullopt : std::optional(static_cast<std::uint8_t>(at));
}

/// "\n", a name, "\n", the count of bytes, and these in lines of digits.
Bytes rawProfileOf(std::string_view text)
{
    const auto name = text.find_first_not_of('\n');
    const auto count = text.find('\n', name);
    const auto digits = text.find('\n', text.find_first_not_of(" \n", count));
    if (name == text.npos || count == text.npos || digits == text.npos)
        return {};
    Bytes bytes;
    std::optional<std::uint8_t> high;
    for (const char letter : text.substr(digits)) {
        const auto value = digit(letter);
        if (!value)
            continue;
        if (high)
            bytes.push_back(static_cast<std::uint8_t>(*high << 4 | *value));
        high = high ? std::nullopt : value;
    }
    return bytes;
}

Bytes *placeFor(std::string_view profile, PlainMetadata &plain)
{
    if (profile == "exif" || profile == "APP1")
        return &plain.exif;
    if (profile == "xmp")
        return &plain.xmp;
    return profile == "iptc" || profile == "8bim" ? &plain.iptc : nullptr;
}

/// APP1 may be Exif or XMP.
void takeRawProfile(Bytes profile, Bytes &place, PlainMetadata &plain)
{
    constexpr auto xmpFront = "http://ns.adobe.com/xap/1.0/\0"sv;
    if (textOf(profile).starts_with(xmpFront))
        plain.xmp.assign(profile.begin() + xmpFront.size(), profile.end());
    else
        place = std::move(profile);
}

/// Programs write UTF-8 where Latin-1 belongs; what is valid UTF-8 is hardly ever meant otherwise.
std::string inUtf8(std::string_view text, bool isLatin)
{
    if (!isLatin || validUtf8(text) == text)
        return validUtf8(text);
    std::string result;
    for (const char letter : text) {
        const auto byte = static_cast<std::uint8_t>(letter);
        if (byte >= 0x80)
            result += static_cast<char>(0xC0 | byte >> 6);
        result += byte >= 0x80 ? static_cast<char>(0x80 | (byte & 0x3F)) : letter;
    }
    return result;
}

} // namespace

void takePngText(
    const ByteFile &file, std::string_view kind, const Piece &content, MetadataPlaces &places)
{
    const auto start = file.bytesAt(content.from, std::min(content.bytes, mostFront));
    const auto front = frontOf(kind, textOf(start));
    if (!front)
        return;
    const std::string_view keyword = front->keyword;
    const auto text = [&] { return plainText(file, *front, content); };
    const auto words = [&] { return inUtf8(textOf(text()), front->isLatin); };
    PlainMetadata &plain = places.plain;
    if (keyword == xmpKeyword && !front->isPacked)
        places.xmp = {{.from = content.from + front->length, .bytes = content.bytes - front->length}};
    else if (keyword == xmpKeyword && plain.xmp.empty())
        plain.xmp = text();
    else if (keyword == "Author" && plain.author.empty())
        plain.author = words();
    else if (keyword == "Copyright" && plain.copyright.empty())
        plain.copyright = words();
    if (!keyword.starts_with(rawProfile))
        return;
    Bytes *place = placeFor(keyword.substr(rawProfile.size()), plain);
    if (place != nullptr && place->empty())
        takeRawProfile(rawProfileOf(textOf(text())), *place, plain);
}

} // namespace core
