#include "tests/support/broken_files.h"

#include "tests/support/heif_grid.h"
#include "tests/support/odd_files.h"

#include <opencv2/core.hpp>

#include <algorithm>
#include <map>

namespace files {
namespace {

std::uint32_t bigEndian(const Bytes &bytes, std::size_t at)
{
    std::uint32_t number = 0;
    for (std::size_t i = at; i < at + 4 && i < bytes.size(); ++i)
        number = number << 8 | bytes[i];
    return number;
}

std::uint32_t littleEndian(const Bytes &bytes, std::size_t at, std::size_t count)
{
    std::uint32_t number = 0;
    for (std::size_t i = 0; i < count && at + i < bytes.size(); ++i)
        number |= std::uint32_t {bytes[at + i]} << (8 * i);
    return number;
}

/// Where the parts of a file begin, and where and how wide the length of each stands.
struct Part
{
    std::size_t from = 0;
    std::size_t lengthAt = 0;
    std::size_t lengthBytes = 0;
};

std::vector<Part> jpegParts(const Bytes &bytes)
{
    std::vector<Part> parts;
    std::size_t at = 2;
    while (at + 4 < bytes.size() && bytes[at] == 0xFF && bytes[at + 1] != 0xDA) {
        parts.push_back({at, at + 2, 2});
        at += 2 + (bigEndian(bytes, at + 2) >> 16);
    }
    parts.push_back({at, at + 2, 2});
    return parts;
}

std::vector<Part> pngParts(const Bytes &bytes)
{
    std::vector<Part> parts;
    for (std::size_t at = 8; at + 12 <= bytes.size(); at += 12 + bigEndian(bytes, at))
        parts.push_back({at, at, 4});
    return parts;
}

std::vector<Part> webpParts(const Bytes &bytes)
{
    std::vector<Part> parts {{0, 4, 4}};
    for (std::size_t at = 12; at + 8 <= bytes.size();) {
        parts.push_back({at, at + 4, 4});
        const std::size_t count = littleEndian(bytes, at + 4, 4);
        at += 8 + count + count % 2;
    }
    return parts;
}

void addBoxes(const Bytes &bytes, std::size_t from, std::size_t end, std::vector<Part> &parts)
{
    for (std::size_t at = from; at + 8 <= end;) {
        const std::size_t count = bigEndian(bytes, at);
        parts.push_back({at, at, 4});
        const std::string kind(bytes.begin() + std::ptrdiff_t(at) + 4,
            bytes.begin() + std::ptrdiff_t(at) + 8);
        if (count < 8 || count > end - at)
            return;
        if (kind == "meta")
            addBoxes(bytes, at + 12, at + count, parts);
        if (kind == "iprp" || kind == "ipco")
            addBoxes(bytes, at + 8, at + count, parts);
        at += count;
    }
}

std::vector<Part> heifParts(const Bytes &bytes)
{
    std::vector<Part> parts;
    addBoxes(bytes, 0, bytes.size(), parts);
    return parts;
}

/// The entries of the first directory; their "length" is the count of values.
std::vector<Part> tiffParts(const Bytes &bytes)
{
    std::vector<Part> parts {{4, 4, 4}};
    const std::size_t directory = littleEndian(bytes, 4, 4);
    const std::size_t entries = littleEndian(bytes, directory, 2);
    for (std::size_t i = 0; i < entries; ++i)
        parts.push_back({directory + 2 + 12 * i, directory + 2 + 12 * i + 4, 4});
    return parts;
}

std::vector<Part> partsOf(const NamedFile &file)
{
    const auto kind = file.name.substr(0, 4);
    if (kind == "jpeg")
        return jpegParts(file.bytes);
    if (kind == "png ")
        return pngParts(file.bytes);
    if (kind == "webp")
        return webpParts(file.bytes);
    if (kind == "tiff")
        return tiffParts(file.bytes);
    return heifParts(file.bytes);
}

void addCut(const NamedFile &file, std::size_t whole, std::vector<NamedFile> &broken)
{
    std::vector<std::size_t> places {1, 4, 11, 31, file.bytes.size() / 2, file.bytes.size() - 1};
    for (const auto &part : partsOf(file)) {
        places.push_back(part.from);
        places.push_back(part.lengthAt + part.lengthBytes);
    }
    std::sort(places.begin(), places.end());
    places.erase(std::unique(places.begin(), places.end()), places.end());
    for (const auto at : places) {
        if (at >= file.bytes.size())
            continue;
        const auto end = file.bytes.begin() + static_cast<std::ptrdiff_t>(at);
        broken.push_back({.name = file.name + ": cut short at " + std::to_string(at),
            .bytes = Bytes(file.bytes.begin(), end),
            .isCut = true,
            .whole = whole});
    }
}

void addLies(const NamedFile &file, std::size_t whole, std::vector<NamedFile> &broken)
{
    for (const auto &part : partsOf(file)) {
        for (const int lie : {0, 1, 0x7F, 0xFF}) {
            auto bytes = file.bytes;
            for (std::size_t i = 0; i < part.lengthBytes; ++i)
                bytes[part.lengthAt + i] = static_cast<std::uint8_t>(lie);
            broken.push_back({.name = file.name + ": length of the part at "
                    + std::to_string(part.from) + " filled with " + std::to_string(lie),
                .bytes = std::move(bytes),
                .whole = whole});
        }
    }
}

void addFlips(const NamedFile &file, std::size_t whole, std::vector<NamedFile> &broken)
{
    std::uint32_t state = 2463534242U + static_cast<std::uint32_t>(whole); // xorshift32
    for (int i = 0; i < 24; ++i) {
        auto bytes = file.bytes;
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        // Every second one near the front, where headers are.
        const std::size_t room = i % 2 == 0 ? bytes.size() : std::min<std::size_t>(400, bytes.size());
        const std::size_t at = state % room;
        bytes[at] = static_cast<std::uint8_t>(bytes[at] ^ (1 << (i % 8)));
        broken.push_back({.name = file.name + ": flip " + std::to_string(i) + ", bit " + std::to_string(i % 8) + " of byte "
                + std::to_string(at),
            .bytes = std::move(bytes),
            .whole = whole});
    }
}

} // namespace

std::vector<NamedFile> wholeFiles(const std::filesystem::path &folder)
{
    const auto photo = quarters(64, 48);
    const auto exif = exifBlock(6, "Maker", "Model");
    const auto icc = displayP3();
    std::vector<NamedFile> whole {
        {"jpeg", jpeg(photo, {.exif = exif, .icc = icc})},
        {"jpeg progressive", jpeg(photo, {.order = JpegOptions::Order::Progressive})},
        {"jpeg cmyk", jpeg(as(photo, CV_8UC4))},
        {"png rgb", png(photo, {.icc = icc, .exif = exif})},
        {"png interlaced", png(as(photo, CV_16UC4), {.rows = PngOptions::Rows::Interlaced})},
        {"png palette", palettePng(64, 48)},
        {"webp", webp(as(photo, CV_8UC4))},
        {"webp lossy", webp(photo, WebpCoding::Lossy)},
        {"webp animated", animatedWebp({photo, cv::Mat(48, 64, CV_8UC3, cv::Scalar::all(9))})},
    };
    const auto file = folder / "made";
    writeTiff(file, photo, {.model = "Scanner", .icc = icc});
    whole.push_back({"tiff strips", read(file)});
    writeTiff(file, as(photo, CV_16UC4),
        {.blocks = TiffOptions::Blocks::Tiles, .planes = TiffOptions::Planes::Apart});
    whole.push_back({"tiff tiles", read(file)});
    for (const auto kind : {HeifKind::Heic, HeifKind::Avif}) {
        if (!canWriteHeif(kind))
            continue;
        writeHeif(file, as(photo, CV_8UC4), kind, {.exif = exif, .icc = icc});
        whole.push_back({kind == HeifKind::Heic ? "heic" : "avif", read(file)});
    }
    if (canWriteHeif(HeifKind::Heic)) {
        writeHeif(file, quarters(64, 64), HeifKind::Heic);
        const Bytes left = read(file);
        writeHeif(file, cv::Mat(64, 64, CV_8UC3, cv::Scalar(20, 120, 220)), HeifKind::Heic);
        whole.push_back({"heic grid", gridOf({left, read(file)}, {.height = 50})});
    }
    return whole;
}

std::vector<NamedFile> brokenFiles(const std::vector<NamedFile> &whole)
{
    std::vector<NamedFile> broken;
    for (std::size_t i = 0; i < whole.size(); ++i) {
        addCut(whole[i], i, broken);
        addLies(whole[i], i, broken);
        addFlips(whole[i], i, broken);
    }
    for (auto &odd : oddFiles(whole))
        broken.push_back(std::move(odd));
    return broken;
}

} // namespace files
