#include "core/files/exif_tags.h"

#include <algorithm>
#include <cctype>
#include <optional>
#include <string_view>

namespace core {
namespace {

using Bytes = std::span<const std::uint8_t>;

constexpr std::size_t entryBytes = 12;

enum Tag : std::uint16_t {
    InteropIndex = 0x0001,
    Make = 0x010F,
    Model = 0x0110,
    Orientation = 0x0112,
    ExifDirectory = 0x8769,
    ColourSpace = 0xA001,
    InteropDirectory = 0xA005,
};
enum Type : std::uint16_t { Ascii = 2, Short = 3 };

/// Numbers in the block's own byte order; 0 past its end.
struct TiffBytes
{
    Bytes bytes;
    bool isBigEndian = false;

    std::uint32_t number(std::size_t at, int length) const
    {
        if (at > bytes.size() || bytes.size() - at < static_cast<std::size_t>(length))
            return 0;
        std::uint32_t value = 0;
        for (int i = 0; i < length; ++i)
            value =
                value << 8 | bytes[at + static_cast<std::size_t>(isBigEndian ? i : length - 1 - i)];
        return value;
    }
};

std::optional<TiffBytes> tiffBytes(Bytes block)
{
    constexpr std::string_view prefix("Exif\0\0", 6);
    const std::string_view text(reinterpret_cast<const char *>(block.data()), block.size());
    if (text.starts_with(prefix))
        block = block.subspan(prefix.size());
    if (block.size() < 8 || block[0] != block[1] || (block[0] != 'I' && block[0] != 'M'))
        return std::nullopt;
    return TiffBytes {block, block[0] == 'M'};
}

/// The text of an entry: inside it up to 4 bytes, else at the offset it gives.
std::string textOf(const TiffBytes &tiff, std::size_t entry)
{
    const std::size_t count = tiff.number(entry + 4, 4);
    const std::size_t from = count <= 4 ? entry + 8 : tiff.number(entry + 8, 4);
    if (from > tiff.bytes.size() || count > tiff.bytes.size() - from || count > 256)
        return {};
    const auto letters = tiff.bytes.subspan(from, count);
    std::string text(letters.begin(), std::find(letters.begin(), letters.end(), 0));
    std::erase_if(text, [](char c) { return static_cast<unsigned char>(c) < ' '; });
    while (!text.empty() && text.back() == ' ')
        text.pop_back();
    text.erase(0, text.find_first_not_of(' '));
    return text;
}

/// Calls `work(tag, type, entry)` for each entry of a directory that lies within the block.
template <typename Work>
void forEachEntry(const TiffBytes &tiff, std::size_t directory, const Work &work)
{
    const std::size_t entries = tiff.number(directory, 2);
    for (std::size_t i = 0; i < entries; ++i) {
        const auto entry = directory + 2 + i * entryBytes;
        if (entry + entryBytes > tiff.bytes.size())
            return;
        work(tiff.number(entry, 2), tiff.number(entry + 2, 2), entry);
    }
}

void readInterop(const TiffBytes &tiff, std::size_t directory, ExifTags &tags)
{
    forEachEntry(tiff, directory, [&](std::uint32_t tag, std::uint32_t type, std::size_t entry) {
        if (tag == InteropIndex && type == Ascii)
            tags.saysAdobeRgb = tags.saysAdobeRgb || textOf(tiff, entry) == "R03";
    });
}

void readExif(const TiffBytes &tiff, std::size_t directory, ExifTags &tags)
{
    std::size_t interop = 0;
    constexpr std::uint32_t adobeRgb = 2; // not of the standard, but of many cameras
    forEachEntry(tiff, directory, [&](std::uint32_t tag, std::uint32_t type, std::size_t entry) {
        if (tag == ColourSpace && type == Short)
            tags.saysAdobeRgb = tags.saysAdobeRgb || tiff.number(entry + 8, 2) == adobeRgb;
        if (tag == InteropDirectory)
            interop = tiff.number(entry + 8, 4);
    });
    if (interop != 0) // once, however often it is named
        readInterop(tiff, interop, tags);
}

void readEntry(const TiffBytes &tiff, std::uint32_t tag, std::uint32_t type, std::size_t entry,
    ExifTags &tags)
{
    if (tag == Orientation && type == Short) {
        const auto value = tiff.number(entry + 8, 2);
        tags.orientation = value >= 1 && value <= 8 ? static_cast<int>(value) : 1;
    }
    if (tag == Make && type == Ascii)
        tags.make = textOf(tiff, entry);
    if (tag == Model && type == Ascii)
        tags.model = textOf(tiff, entry);
}

std::string lowered(std::string text)
{
    for (char &letter : text)
        letter = static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
    return text;
}

} // namespace

ExifTags exifTags(Bytes block)
{
    ExifTags tags;
    const auto tiff = tiffBytes(block);
    if (!tiff || tiff->number(2, 2) != 42)
        return tags;
    std::size_t exif = 0;
    forEachEntry(*tiff, tiff->number(4, 4),
        [&](std::uint32_t tag, std::uint32_t type, std::size_t entry) {
            readEntry(*tiff, tag, type, entry, tags);
            if (tag == ExifDirectory)
                exif = tiff->number(entry + 8, 4);
        });
    if (exif != 0)
        readExif(*tiff, exif, tags);
    return tags;
}

std::string cameraName(std::string make, std::string model)
{
    if (model.empty())
        return make;
    // "NIKON CORPORATION" + "NIKON D850": the first word of the maker tells.
    const auto firstWord = lowered(make.substr(0, make.find(' ')));
    if (firstWord.empty() || lowered(model).starts_with(firstWord))
        return model;
    return make + ' ' + model;
}

} // namespace core
