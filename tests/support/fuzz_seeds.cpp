#include "tests/support/fuzz_seeds.h"

#include "core/models/manifest_text.h"

#include <zlib.h>

namespace files {
namespace {

void add(Bytes &bytes, std::uint64_t number, int count)
{
    for (int i = 0; i < count; ++i)
        bytes.push_back(static_cast<std::uint8_t>(number >> (8 * i)));
}

void add(Bytes &bytes, const std::string &letters)
{
    bytes.insert(bytes.end(), letters.begin(), letters.end());
}

/// A ZIP of stored entries, as torch.save lays it out.
Bytes zipped(const std::vector<NamedFile> &entries)
{
    Bytes archive;
    Bytes directory;
    for (const auto &[name, bytes, isCut, whole] : entries) {
        Bytes fields;
        add(fields, 0, 8); // flags, method, time, date
        add(fields, crc32(0, bytes.data(), static_cast<uInt>(bytes.size())), 4);
        add(fields, bytes.size(), 4);
        add(fields, bytes.size(), 4);
        add(fields, name.size(), 2);
        add(fields, 0, 2);
        const auto offset = archive.size();
        add(directory, "PK\x01\x02");
        add(directory, 0, 4);
        directory.insert(directory.end(), fields.begin(), fields.end());
        add(directory, 0, 8);
        add(directory, 0, 2);
        add(directory, offset, 4);
        add(directory, name);
        add(archive, "PK\x03\x04");
        add(archive, 0, 2);
        archive.insert(archive.end(), fields.begin(), fields.end());
        add(archive, name);
        archive.insert(archive.end(), bytes.begin(), bytes.end());
    }
    const auto offset = archive.size();
    archive.insert(archive.end(), directory.begin(), directory.end());
    add(archive, "PK\x05\x06");
    add(archive, 0, 4);
    add(archive, entries.size(), 2);
    add(archive, entries.size(), 2);
    add(archive, directory.size(), 4);
    add(archive, offset, 4);
    add(archive, 0, 2);
    return archive;
}

Bytes pickledTensor()
{
    Bytes pickle {0x80, 2};
    const auto text = [&](const std::string &word) {
        add(pickle, "X");
        add(pickle, word.size(), 4);
        add(pickle, word);
    };
    const auto number = [&](std::uint64_t value) {
        add(pickle, "J");
        add(pickle, value, 4);
    };
    add(pickle, "}(");
    text("conv.weight");
    add(pickle, "ctorch._utils\n_rebuild_tensor_v2\n((");
    text("storage");
    add(pickle, "ctorch\nFloatStorage\n");
    text("0");
    text("cpu");
    number(4);
    add(pickle, "tQ");
    number(0);
    add(pickle, "(");
    number(2);
    number(2);
    add(pickle, "t(");
    number(2);
    number(1);
    add(pickle, "t\x89" "ccollections\nOrderedDict\n)RtRu.");
    return pickle;
}

/// Kinds that wholeFiles() have not, as small as they can be.
std::vector<NamedFile> moreKinds(const std::filesystem::path &folder)
{
    using Kind = TiffOptions::Kind;
    constexpr auto apart = TiffOptions::Planes::Apart;
    constexpr auto tiles = TiffOptions::Blocks::Tiles;
    const cv::Mat photo = quarters(64, 48);
    std::vector<NamedFile> seeds {
        {"png 16 bit, turned", png(as(photo, CV_16UC4), {.exif = exifBlock(6)})},
        {"webp lossy, alpha", webp(as(photo, CV_8UC4), WebpCoding::Lossy)},
        {"webp lossless", webp(photo)},
        {"jpeg, a scan a channel", jpeg(photo, {.order = JpegOptions::Order::Apart})}};
    const auto tiff = [&](int type, const TiffOptions &options) {
        writeTiff(folder / "made", as(photo, type), options);
        seeds.push_back({"tiff", read(folder / "made")});
    };
    tiff(CV_8UC4, {.kind = Kind::Inks, .orientation = 7});
    tiff(CV_8UC2, {.kind = Kind::WhiteIsZero});
    tiff(CV_8UC3, {.kind = Kind::Lab});
    tiff(CV_8UC1, {.kind = Kind::Palette, .rowsOfStrip = 48});
    tiff(CV_8UC3, {.planes = apart, .coding = TiffOptions::Coding::None});
    tiff(CV_8UC4, {.blocks = tiles});
    tiff(CV_16UC3, {.coding = TiffOptions::Coding::None, .order = TiffOptions::Order::Big});
    return seeds;
}

std::vector<NamedFile> photos(const std::filesystem::path &folder)
{
    auto files = wholeFiles(folder);
    for (auto &file : moreKinds(folder))
        files.push_back(std::move(file));
    return files;
}

std::vector<NamedFile> photoSeeds(const std::string &target, const std::filesystem::path &folder)
{
    std::vector<NamedFile> seeds;
    for (auto &file : photos(folder)) {
        const auto kind = file.name.substr(0, file.name.find_first_of(" ,"));
        const bool isHeif = kind == "heic" || kind == "avif";
        if (target == "probe" || target == kind || (target == "heif" && isHeif))
            seeds.push_back(std::move(file));
    }
    return seeds;
}

/// Files behind what fuzz::rows() takes for the choice of how to read them.
std::vector<NamedFile> rowsSeeds(const std::filesystem::path &folder)
{
    std::vector<NamedFile> seeds;
    for (const auto &file : photos(folder)) {
        for (const Bytes &choice : {Bytes {0, 22, 16}, Bytes {3, 9, 30}, Bytes {1, 3, 3}}) {
            seeds.push_back({file.name, choice});
            auto &bytes = seeds.back().bytes;
            bytes.insert(bytes.end(), file.bytes.begin(), file.bytes.end());
        }
    }
    return seeds;
}

std::vector<NamedFile> seedsOf(const std::vector<std::string> &texts)
{
    std::vector<NamedFile> seeds;
    for (const std::string &text : texts)
        seeds.push_back({text, Bytes(text.begin(), text.end())});
    return seeds;
}

} // namespace

std::vector<NamedFile> fuzzSeeds(const std::string &target, const std::filesystem::path &folder)
{
    if (target == "checkpoint")
        return {{"one tensor",
            zipped({{"m/data.pkl", pickledTensor()}, {"m/data/0", Bytes(16, 1)},
                {"m/version", {'3', '\n'}}, {"m/byteorder", {'l', 'i', 't', 't', 'l', 'e'}}})}};
    if (target == "models")
        return seedsOf({core::manifestText(),
            R"({"bytes": 9, "modified_ns": 7, "is_right": true, "sha256": "00", "imported":
                {"architecture": "swin-b", "base_size": 384, "from": "a.pth"}})"});
    if (target == "texts")
        return seedsOf({"pixels=400M side=40000,profile=4M exif=32K tiles=7", "30x40cm",
            "300 x 400 mm", "8.5x11\"", "{name}_{effect}{_size} {model}", "../{name}"});
    if (target == "rows")
        return rowsSeeds(folder);
    return photoSeeds(target, folder);
}

} // namespace files
