#include "tests/support/odd_files.h"

#include <zlib.h>

#include <algorithm>

namespace files {
namespace {

Bytes operator+(Bytes left, const Bytes &right)
{
    left.insert(left.end(), right.begin(), right.end());
    return left;
}

Bytes number(std::uint64_t value, int count)
{
    Bytes bytes;
    for (int i = count - 1; i >= 0; --i)
        bytes.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
    return bytes;
}

Bytes little(std::uint64_t value, int count)
{
    auto bytes = number(value, count);
    std::reverse(bytes.begin(), bytes.end());
    return bytes;
}

Bytes letters(const std::string &text)
{
    return {text.begin(), text.end()};
}

Bytes patched(Bytes bytes, std::size_t at, const Bytes &with)
{
    for (std::size_t i = 0; i < with.size() && at + i < bytes.size(); ++i)
        bytes[at + i] = with[i];
    return bytes;
}

Bytes inserted(Bytes bytes, std::size_t at, const Bytes &more)
{
    at = std::min(at, bytes.size());
    bytes.insert(bytes.begin() + static_cast<std::ptrdiff_t>(at), more.begin(), more.end());
    return bytes;
}

/// Behind the first occurrence, or at the end.
std::size_t behind(const Bytes &bytes, const Bytes &what)
{
    const auto found = std::search(bytes.begin(), bytes.end(), what.begin(), what.end());
    return static_cast<std::size_t>(found - bytes.begin())
        + (found == bytes.end() ? 0 : what.size());
}

Bytes deflated(const Bytes &plain)
{
    const auto bytes = static_cast<uLong>(plain.size());
    uLongf count = compressBound(bytes);
    Bytes packed(count);
    compress2(packed.data(), &count, plain.data(), bytes, 9);
    packed.resize(count);
    return packed;
}

/// The content of a text chunk, as ImageMagick spells out Exif and others.
Bytes rawProfile(const std::string &name, const Bytes &block)
{
    std::string text = '\n' + name + '\n' + std::to_string(block.size()) + '\n';
    for (const std::uint8_t byte : block) {
        text += "0123456789abcdef"[byte >> 4];
        text += "0123456789abcdef"[byte & 15];
    }
    return letters("Raw profile type ") + letters(name) + Bytes {0} + letters(text);
}

class Odd
{
public:
    explicit Odd(std::vector<NamedFile> &files)
        : m_files(files)
    {
    }
    void add(const std::string &name, Bytes bytes)
    {
        m_files.push_back({.name = name, .bytes = std::move(bytes)});
    }

private:
    std::vector<NamedFile> &m_files;
};

/// Exif as MM: directory with these entries and a next directory.
Bytes exif(const std::vector<Bytes> &entries, std::uint32_t next)
{
    Bytes block = letters("MM") + number(42, 2) + number(8, 4) + number(entries.size(), 2);
    for (const auto &entry : entries)
        block = block + entry;
    return block + number(next, 4);
}

Bytes entry(std::uint32_t tag, std::uint32_t type, std::uint64_t count, std::uint64_t value)
{
    return number(tag, 2) + number(type, 2) + number(count, 4) + number(value, 4);
}

std::vector<std::pair<std::string, Bytes>> oddExifs()
{
    const auto most = 0xFFFFFFFFU;
    return {{"next directory is itself", exif({entry(0x0112, 3, 1, 6U << 16)}, 8)},
        {"Exif directory is the first", exif({entry(0x8769, 4, 1, 8), entry(0x8825, 4, 1, 8)}, 8)},
        {"maker of 4 GB", exif({entry(0x010F, 2, most, 8)}, 0)},
        {"model behind the end", exif({entry(0x0110, 2, 100, most)}, 0)},
        {"orientation 65535", exif({entry(0x0112, 3, 1, most)}, 0)},
        {"maker note over itself", exif({entry(0x927C, 7, 60000, 0)}, 0)},
        {"directory at 4 GB", letters("MM") + number(42, 2) + number(most, 4)},
        {"65535 entries", letters("II") + little(42, 2) + little(8, 4) + little(65535, 2)},
        {"nothing", {}}, {"one letter", {'M'}}, {"half a header", letters("MM") + number(42, 2)}};
}

std::vector<std::pair<std::string, Bytes>> oddProfiles()
{
    const auto p3 = displayP3();
    Bytes garbage(3000);
    for (std::size_t i = 0; i < garbage.size(); ++i)
        garbage[i] = static_cast<std::uint8_t>(i * 193 + i / 7);
    const auto half = Bytes(p3.begin(), p3.begin() + static_cast<std::ptrdiff_t>(p3.size() / 2));
    return {{"garbage", garbage}, {"half of one", half}, {"header alone", Bytes(p3.begin(), p3.begin() + 128)},
        {"tag count of 4 G", patched(p3, 128, number(0xFFFFFFFF, 4))},
        {"size of 4 GB", patched(p3, 0, number(0xFFFFFFFF, 4))},
        {"first tag at 4 GB", patched(p3, 136, number(0xFFFFFFF0, 4))},
        {"first tag of 4 GB", patched(p3, 140, number(0xFFFFFFFF, 4))},
        {"tag in the header", patched(p3, 136, number(4, 4))},
        {"for inks", patched(p3, 16, letters("CMYK"))},
        {"for Lab", patched(p3, 16, letters("Lab "))},
        {"a device link", patched(p3, 12, letters("link"))},
        {"version 255", patched(p3, 8, {255, 255, 255, 255})}};
}

void addJpegs(const Bytes &whole, const Bytes &progressive, Odd &odd)
{
    const auto frame = behind(whole, {0xFF, 0xC0}) + 2; // behind the length: precision
    const auto name = [](const char *what) { return std::string("jpeg odd: ") + what; };
    odd.add(name("65535 x 65535"), patched(whole, frame + 1, number(0xFFFFFFFF, 4)));
    odd.add(name("65535 wide"), patched(whole, frame + 3, number(0xFFFF, 2)));
    odd.add(name("65535 high"), patched(whole, frame + 1, number(0xFFFF, 2)));
    odd.add(name("0 high"), patched(whole, frame + 1, number(0, 2)));
    odd.add(name("0 wide"), patched(whole, frame + 3, number(0, 2)));
    odd.add(name("12 bit"), patched(whole, frame, {12}));
    odd.add(name("0 components"), patched(whole, frame + 5, {0}));
    odd.add(name("255 components"), patched(whole, frame + 5, {255}));
    odd.add(name("sampling 0"), patched(whole, frame + 7, {0}));
    odd.add(name("sampling 15 x 15"), patched(whole, frame + 7, {255}));
    odd.add(name("quantization table 200"), patched(whole, frame + 8, {200}));
    odd.add(name("a million fill bytes"), inserted(whole, 2, Bytes(1'000'000, 0xFF)));
    const Bytes empty {0xFF, 0xE5, 0, 2};
    Bytes many;
    for (int i = 0; i < 5000; ++i)
        many = many + empty;
    odd.add(name("5000 empty segments"), inserted(whole, 2, many));
    odd.add(name("frame behind the scan"), patched(whole, frame - 4, {0xFF, 0xEC}));
    odd.add(name("two frames"), inserted(whole, frame - 4,
        Bytes(whole.begin() + std::ptrdiff_t(frame) - 4, whole.begin() + std::ptrdiff_t(frame) + 15)));
    odd.add(name("two starts"), inserted(whole, 2, {0xFF, 0xD8}));
    odd.add(name("end first"), inserted(whole, 2, {0xFF, 0xD9}));
    odd.add(name("65535 high, progressive"),
        patched(progressive, behind(progressive, {0xFF, 0xC2}) + 3, number(0xFFFFFFFF, 4)));
    const auto scan = behind(progressive, {0xFF, 0xDA}) - 2;
    const Bytes scans(progressive.begin() + std::ptrdiff_t(scan), progressive.end() - 2);
    auto bomb = progressive;
    for (int i = 0; i < 300; ++i)
        bomb = inserted(bomb, bomb.size() - 2, scans);
    odd.add(name("3000 scans"), bomb);
    for (const auto &[what, block] : oddExifs())
        odd.add("jpeg exif: " + what, inserted(whole, 2, Bytes {0xFF, 0xE1} + number(block.size() + 8, 2)
                + letters("Exif") + Bytes {0, 0} + block));
    const auto plain = jpeg(quarters(64, 48));
    const auto icc = [&](const Bytes &block, std::uint8_t chunk, std::uint8_t count) {
        return Bytes {0xFF, 0xE2} + number(block.size() + 16, 2) + letters("ICC_PROFILE")
            + Bytes {0, chunk, count} + block;
    };
    for (const auto &[what, block] : oddProfiles())
        odd.add("jpeg profile: " + what, inserted(plain, 2, icc(block, 1, 1)));
    const auto p3 = displayP3();
    odd.add("jpeg profile: chunk 0 of 0", inserted(plain, 2, icc(p3, 0, 0)));
    odd.add("jpeg profile: chunk 1 of 255", inserted(plain, 2, icc(p3, 1, 255)));
    odd.add("jpeg profile: chunk 1 twice", inserted(plain, 2, icc(p3, 1, 2) + icc(p3, 1, 2)));
    Bytes chunks;
    for (int i = 0; i < 600; ++i)
        chunks = chunks + icc(Bytes(60000, 7), static_cast<std::uint8_t>(i), 255);
    odd.add("jpeg profile: 36 MB in chunks", inserted(plain, 2, chunks));
}

/// A PNG whose pixels are these bytes, deflated.
Bytes pngOf(std::uint32_t width, std::uint32_t height, const Bytes &idat)
{
    auto bytes = hollowPng(width, height);
    return withChunk(bytes, "IDAT", idat);
}

void addPngs(const Bytes &whole, Odd &odd)
{
    const auto name = [](const char *what) { return std::string("png odd: ") + what; };
    const auto plain = png(quarters(64, 48));
    const auto bomb = deflated(Bytes(60'000'000));
    odd.add(name("iCCP bomb of 60 MB"), withChunk(plain, "iCCP", letters("icc") + Bytes {0, 0} + bomb));
    odd.add(name("zTXt bomb"), withChunk(plain, "zTXt", letters("Copyright") + Bytes {0, 0} + bomb));
    odd.add(name("iTXt bomb"), withChunk(plain, "iTXt", letters("XML:com.adobe.xmp") + Bytes {0, 1, 0, 0, 0} + bomb));
    odd.add(name("pixel bomb, 20 MP"), pngOf(4470, 4470, bomb));
    odd.add(name("pixel bomb, 65535 wide"), pngOf(65535, 300, bomb));
    odd.add(name("pixel bomb behind 64 x 48"), pngOf(64, 48, bomb));
    for (const auto side : {0U, 1U, 65535U, 0x7FFFFFFFU, 0x80000000U, 0xFFFFFFFFU}) {
        odd.add(name("wide ") + std::to_string(side), hollowPng(side, 100));
        odd.add(name("high ") + std::to_string(side), hollowPng(100, side));
    }
    odd.add(name("all sides largest"), hollowPng(0x7FFFFFFF, 0x7FFFFFFF));
    odd.add(name("6000 x 4000 of nothing"), hollowPng(6000, 4000));
    odd.add(name("pixels of no row"), pngOf(64, 48, deflated(Bytes(10))));
    odd.add(name("pixels that are none"), pngOf(64, 48, letters("not deflated at all")));
    odd.add(name("name of iCCP without end"), withChunk(plain, "iCCP", Bytes(500, 'a')));
    odd.add(name("iCCP of nothing"), withChunk(plain, "iCCP", {}));
    odd.add(name("two headers"), withChunk(plain, "IHDR", number(64, 4) + number(48, 4) + Bytes {8, 2, 0, 0, 0}));
    odd.add(name("end first"), withChunk(plain, "IEND", {}));
    odd.add(name("palette of 257"), withChunk(palettePng(64, 48), "PLTE", Bytes(771, 3)));
    odd.add(name("palette of 2 bytes"), withChunk(palettePng(64, 48), "PLTE", Bytes(2, 3)));
    odd.add(name("transparency of 300"), withChunk(palettePng(64, 48), "tRNS", Bytes(300, 3)));
    odd.add(name("broken check sum of the header"), patched(whole, 29, {1, 2, 3, 4}));
    for (const int at : {24, 25, 26, 27, 28})
        odd.add(name("header byte ") + std::to_string(at) + " is 255", patched(plain, std::size_t(at), {255}));
    auto many = plain;
    for (int i = 0; i < 1100; ++i)
        many = withChunk(many, "tEXt", letters("a"));
    odd.add(name("1100 texts"), many);
    for (const auto &[what, block] : oddExifs())
        odd.add("png exif: " + what, withChunk(plain, "eXIf", block));
    for (const auto &[what, block] : oddExifs())
        odd.add("png text: " + what, withChunk(plain, "tEXt", rawProfile("exif", block)));
    for (const auto &[what, block] : oddProfiles())
        odd.add("png profile: " + what, withChunk(plain, "iCCP", letters("icc") + Bytes {0, 0} + deflated(block)));
}

void addWebps(const Bytes &animated, Odd &odd)
{
    const auto name = [](const char *what) { return std::string("webp odd: ") + what; };
    const auto canvas = behind(animated, letters("VP8X")) + 8;
    odd.add(name("canvas 16384 x 16384"), patched(animated, canvas, little(16383, 3) + little(16383, 3)));
    odd.add(name("canvas 16 M x 16 M"), patched(animated, canvas, Bytes(6, 255)));
    odd.add(name("canvas 1 x 1"), patched(animated, canvas, Bytes(6, 0)));
    const auto frame = behind(animated, letters("ANMF")) + 4;
    odd.add(name("frame outside"), patched(animated, frame, Bytes(6, 255)));
    odd.add(name("frame of 16 M"), patched(animated, frame + 6, Bytes(6, 255)));
    odd.add(name("frame of 1 x 1"), patched(animated, frame + 6, Bytes(6, 0)));
    const auto extended = [](std::uint8_t flags, const Bytes &chunks) {
        const auto picture = webp(quarters(64, 48));
        const auto inside = letters("WEBPVP8X") + little(10, 4) + Bytes {flags, 0, 0, 0}
            + little(63, 3) + little(47, 3) + chunks + Bytes(picture.begin() + 12, picture.end());
        return letters("RIFF") + little(inside.size(), 4) + inside;
    };
    const auto chunk = [](const char *kind, Bytes bytes) {
        const auto count = bytes.size();
        bytes.resize(count + count % 2);
        return letters(kind) + little(count, 4) + bytes;
    };
    odd.add(name("all flags and nothing"), extended(255, {}));
    odd.add(name("alpha of garbage"), extended(16, chunk("ALPH", Bytes(100, 77))));
    for (const auto &[what, block] : oddExifs())
        odd.add("webp exif: " + what, extended(8, chunk("EXIF", block)));
    for (const auto &[what, block] : oddProfiles())
        odd.add("webp profile: " + what, extended(32, chunk("ICCP", block)));
    Bytes many;
    for (int i = 0; i < 3000; ++i)
        many = many + chunk("JUNK", {});
    odd.add(name("3000 chunks"), extended(0, many));
}

/// The entry of a tag in the first directory of a little-endian file; the end where there is none.
std::size_t tiffEntry(const Bytes &bytes, std::uint32_t tag)
{
    const auto at = [&](std::size_t place, int count) {
        std::size_t value = 0;
        for (int i = count - 1; i >= 0; --i)
            value = value << 8 | bytes[place + std::size_t(i)];
        return value;
    };
    const auto directory = at(4, 4);
    for (std::size_t i = 0; i < at(directory, 2); ++i)
        if (at(directory + 2 + 12 * i, 2) == tag)
            return directory + 2 + 12 * i;
    return bytes.size();
}

void addTiffs(const Bytes &strips, const Bytes &tiles, Odd &odd)
{
    struct Lie
    {
        const char *what;
        std::uint32_t tag;
        std::vector<std::uint32_t> values;
    };
    const auto most = 0xFFFFFFFFU;
    const std::vector<Lie> lies {{"width", 256, {0, 1, 65535, 0x7FFFFFFF, most}},
        {"height", 257, {0, 1, 65535, 0x7FFFFFFF, most}}, {"bits", 258, {0, 1, 7, 64, 65535}},
        {"compression", 259, {0, 2, 6, 7, 8, 34712, 50000, 65535}},
        {"photometric", 262, {0, 3, 5, 6, 8, 32844, 65535}}, {"strip offset", 273, {0, most}},
        {"samples", 277, {0, 1, 5, 65535}}, {"rows a strip", 278, {0, most}},
        {"strip bytes", 279, {0, most}}, {"planes", 284, {0, 2, 3}},
        {"predictor", 317, {2, 3, 9}}, {"tile width", 322, {0, 1, 65535, most}},
        {"tile height", 323, {0, 1, 65535, most}}, {"tile offset", 324, {0, most}},
        {"sample format", 339, {2, 3, 6}}};
    for (const auto &lie : lies) {
        for (const auto *bytes : {&strips, &tiles}) {
            const auto at = tiffEntry(*bytes, lie.tag);
            for (const auto value : lie.values)
                if (at < bytes->size())
                    odd.add("tiff odd: " + std::string(lie.what) + ' ' + std::to_string(value)
                            + (bytes == &tiles ? ", tiles" : ""),
                        patched(*bytes, at + 8, little(value, 4)));
        }
    }
    odd.add("tiff odd: directory is the header", patched(strips, 4, little(0, 4)));
    odd.add("tiff odd: directory behind the end", patched(strips, 4, little(most, 4)));
    odd.add("tiff odd: BigTIFF by its number alone", patched(strips, 2, little(43, 2)));
    odd.add("tiff odd: the other byte order", patched(strips, 0, letters("MM")));
    for (const auto &[what, block] : oddExifs())
        odd.add("tiff odd: an Exif block, " + what, block + Bytes(64, 0));
}

void addHeifs(const std::string &kind, const Bytes &whole, Odd &odd)
{
    const auto name = [&kind](const char *what) { return kind + " odd: " + what; };
    const auto size = behind(whole, letters("ispe")) + 4;
    for (const auto side : {0U, 1U, 65535U, 0x7FFFFFFFU, 0xFFFFFFFFU}) {
        odd.add(name("wide ") + std::to_string(side), patched(whole, size, number(side, 4)));
        odd.add(name("high ") + std::to_string(side), patched(whole, size + 4, number(side, 4)));
    }
    odd.add(name("no primary"), patched(whole, behind(whole, letters("pitm")) + 4, {255, 255}));
    const auto places = behind(whole, letters("iloc"));
    for (const std::size_t at : {0U, 4U, 6U, 8U, 10U, 12U, 14U, 16U, 18U, 20U})
        odd.add(name("iloc filled at ") + std::to_string(at), patched(whole, places + at, Bytes(4, 255)));
    odd.add(name("version 255 of meta"), patched(whole, behind(whole, letters("meta")), {255}));
    odd.add(name("ipma filled"), patched(whole, behind(whole, letters("ipma")) + 4, Bytes(12, 255)));
    odd.add(name("iref filled"), patched(whole, behind(whole, letters("auxl")), Bytes(6, 255)));
    odd.add(name("decoder's configuration filled"),
        patched(whole, behind(whole, letters(kind == "heic" ? "hvcC" : "av1C")), Bytes(30, 255)));
    for (const char *item : {"grid", "iden", "iovl", "Exif", "mime"})
        odd.add(name("picture is ") + item, patched(whole, behind(whole, letters("infe")) + 8, letters(item)));
    // Nested and grown boxes: lengths of meta and of what it holds are made right again.
    const auto meta = behind(whole, letters("meta")) - 8;
    const auto withBox = [&](const Bytes &box) {
        const auto old = std::size_t {whole[meta]} << 24 | std::size_t {whole[meta + 1]} << 16
            | std::size_t {whole[meta + 2]} << 8 | whole[meta + 3];
        return inserted(patched(whole, meta, number(old + box.size(), 4)), meta + 12, box);
    };
    const auto box = [](const char *what, const Bytes &inside) {
        return number(inside.size() + 8, 4) + letters(what) + inside;
    };
    const auto refers = [&](const char *how, std::uint32_t from, const Bytes &to) {
        return box(how, number(from, 2) + number(to.size() / 2, 2) + to);
    };
    const auto references = [&](const Bytes &inside) { return box("iref", Bytes(4, 0) + inside); };
    const auto asGrid = [&](const Bytes &boxes) {
        const auto bytes = withBox(boxes);
        return patched(bytes, behind(bytes, letters("infe")) + 8, letters("grid"));
    };
    odd.add(name("a grid of itself"), asGrid(references(refers("dimg", 1, number(1, 2)))));
    odd.add(name("two grids of each other"),
        asGrid(references(refers("dimg", 1, number(2, 2)) + refers("dimg", 2, number(1, 2)))));
    odd.add(name("alpha of itself"), withBox(references(refers("auxl", 1, number(1, 2)))));
    Bytes tiles;
    for (int i = 0; i < 5000; ++i)
        tiles = tiles + number(2, 2);
    odd.add(name("a grid of 5000 tiles"), asGrid(references(refers("dimg", 1, tiles))));
    Bytes deep;
    for (int i = 0; i < 2000; ++i)
        deep = box("ipco", deep);
    odd.add(name("2000 nested ipco"), withBox(box("iprp", deep)));
    deep = {};
    for (int i = 0; i < 1000; ++i)
        deep = box("meta", Bytes(4, 0) + deep);
    odd.add(name("1000 nested meta"), withBox(deep));
    odd.add(name("3000 empty boxes"), [&] {
        Bytes many;
        for (int i = 0; i < 3000; ++i)
            many = many + box("free", {});
        return many + whole;
    }());
    odd.add(name("a crop of nothing"), withBox(box("clap", Bytes(32, 0))));
}

const Bytes &named(const std::vector<NamedFile> &whole, const std::string &name)
{
    static const Bytes none;
    for (const auto &file : whole)
        if (file.name == name)
            return file.bytes;
    return none;
}

} // namespace

std::vector<NamedFile> oddFiles(const std::vector<NamedFile> &whole)
{
    std::vector<NamedFile> files;
    Odd odd(files);
    addJpegs(named(whole, "jpeg"), named(whole, "jpeg progressive"), odd);
    addPngs(named(whole, "png rgb"), odd);
    addWebps(named(whole, "webp animated"), odd);
    addTiffs(named(whole, "tiff strips"), named(whole, "tiff tiles"), odd);
    for (const char *kind : {"heic", "avif"})
        if (!named(whole, kind).empty())
            addHeifs(kind, named(whole, kind), odd);
    return files;
}

} // namespace files
