#include "core/files/png_writer.h"

#include "core/files/png_filter.h"
#include "core/files/utf8.h"
#include "core/image/colour.h"
#include "core/image/guarded.h"
#include "core/image/in_parts.h"

#include <libdeflate.h>
#include <zlib.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <span>
#include <string_view>

namespace core {

namespace {

using Bytes = std::vector<std::uint8_t>;

// Sources: PNG specification (W3C, second edition), sections 5 and 11.
constexpr std::uint8_t signature[] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
constexpr std::size_t stripBytes = 1 << 20; // fixed: the result must not depend on the threads
constexpr std::size_t mostRowBytes = 1 << 30; // keeps a strip inside a chunk's 31 bits

void appendNumber(Bytes &to, std::uint32_t number)
{
    for (const int shift : {24, 16, 8, 0})
        to.push_back(static_cast<std::uint8_t>(number >> shift));
}

void appendText(Bytes &to, std::string_view text)
{
    to.insert(to.end(), text.begin(), text.end());
}

/// Room for the length, and the name; the data follows, then closeChunk().
std::size_t openChunk(Bytes &to, std::string_view name)
{
    const std::size_t start = to.size();
    appendNumber(to, 0);
    appendText(to, name);
    return start;
}

void closeChunk(Bytes &to, std::size_t start)
{
    const auto length = static_cast<std::uint32_t>(to.size() - start - 8);
    for (int i = 0; i < 4; ++i)
        to[start + static_cast<std::size_t>(i)] = static_cast<std::uint8_t>(length >> (24 - 8 * i));
    appendNumber(to, static_cast<std::uint32_t>(crc32_z(0, to.data() + start + 4, length + 4)));
}

void appendChunk(Bytes &to, std::string_view name, const Bytes &data)
{
    const std::size_t start = openChunk(to, name);
    to.insert(to.end(), data.begin(), data.end());
    closeChunk(to, start);
}

Bytes headerOf(const cv::Mat &pixels)
{
    constexpr std::uint8_t colourTypes[] = {0, 0, 0, 2, 6}; // by channels
    Bytes data;
    appendNumber(data, static_cast<std::uint32_t>(pixels.cols));
    appendNumber(data, static_cast<std::uint32_t>(pixels.rows));
    const std::uint8_t bits = pixels.depth() == CV_16U ? 16 : 8;
    data.insert(data.end(), {bits, colourTypes[pixels.channels()], 0, 0, 0});
    return data;
}

/// "sRGB", 0, method 0, and the profile in zlib's envelope; made once.
const Bytes &profileChunk()
{
    static const Bytes chunk = [] {
        const Bytes &icc = srgbProfile();
        Bytes data {'s', 'R', 'G', 'B', 0, 0};
        uLongf length = compressBound(icc.size());
        data.resize(6 + length);
        compress2(data.data() + 6, &length, icc.data(), icc.size(), Z_BEST_COMPRESSION);
        data.resize(6 + length);
        return data;
    }();
    return chunk;
}

void appendColourSpace(Bytes &to, const cv::Mat &pixels)
{
    if (pixels.channels() > 1)
        return appendChunk(to, "iCCP", profileChunk());
    // A grey picture may not carry a profile for colours.
    appendChunk(to, "sRGB", {1}); // relative colorimetric
}

void appendResolution(Bytes &to, double dotsPerInch)
{
    const double perMetre = std::clamp(std::round(dotsPerInch / 0.0254), 1.0, 2147483647.0);
    Bytes data;
    appendNumber(data, static_cast<std::uint32_t>(perMetre));
    appendNumber(data, static_cast<std::uint32_t>(perMetre));
    data.push_back(1); // per metre
    appendChunk(to, "pHYs", data);
}

/// Printable Latin-1 without spaces at an end or two in a row.
bool isKeyword(std::string_view text)
{
    const auto isPrintable = [](char c) {
        const auto code = static_cast<unsigned char>(c);
        return (code >= 32 && code <= 126) || code >= 161;
    };
    return !text.empty() && text.size() <= 79 && std::ranges::all_of(text, isPrintable)
        && text.front() != ' ' && text.back() != ' ' && text.find("  ") == text.npos;
}

void appendTextChunk(Bytes &to, const std::string &keyword, const std::string &text)
{
    const auto isAscii = [](char c) { return static_cast<unsigned char>(c) < 128; };
    const bool isPlain = std::ranges::all_of(text, isAscii);
    const std::size_t start = openChunk(to, isPlain ? "tEXt" : "iTXt");
    appendText(to, keyword);
    to.push_back(0);
    if (!isPlain) // uncompressed, no language, no translated keyword
        to.insert(to.end(), {0, 0, 0, 0});
    appendText(to, text);
    closeChunk(to, start);
}

/// Some rows: filtered, deflated, a chunk of its own.
struct Part
{
    Bytes chunk;
    uLong checksum = 0;
    z_off_t filteredBytes = 0;
};

/// The rows of a picture as PNG has them: of 16 bits the high byte first.
class PngRows
{
public:
    explicit PngRows(const cv::Mat &pixels)
        : m_pixels(pixels)
    {
    }

    /// Valid until the second call after this one.
    const std::uint8_t *row(int y)
    {
        if (m_pixels.depth() == CV_8U)
            return m_pixels.ptr(y);
        std::swap(m_row, m_before);
        m_row.resize(static_cast<std::size_t>(m_pixels.cols) * m_pixels.elemSize());
        const auto *sample = m_pixels.ptr<std::uint16_t>(y);
        for (std::size_t i = 0; i < m_row.size(); i += 2, ++sample) {
            m_row[i] = static_cast<std::uint8_t>(*sample >> 8);
            m_row[i + 1] = static_cast<std::uint8_t>(*sample);
        }
        return m_row.data();
    }

private:
    const cv::Mat &m_pixels;
    Bytes m_row;
    Bytes m_before;
};

Part partOf(const cv::Mat &pixels, int from, int end, Compression compression)
{
    const std::size_t rowBytes = static_cast<std::size_t>(pixels.cols) * pixels.elemSize();
    PngFilter filter(rowBytes, pixels.elemSize());
    const std::size_t filteredBytes = (rowBytes + 1) * static_cast<std::size_t>(end - from);
    thread_local Bytes room; // filled with zeros once, not for every part
    if (room.size() < filteredBytes)
        room.resize(filteredBytes);
    const std::span<std::uint8_t> filtered(room.data(), filteredBytes);
    std::uint8_t *to = filtered.data();
    PngRows rows(pixels);
    const std::uint8_t *above = from == 0 ? nullptr : rows.row(from - 1);
    for (int y = from; y < end; ++y, to += rowBytes + 1) {
        const std::uint8_t *row = rows.row(y);
        filter.filter(row, above, to);
        above = row;
    }

    Part part;
    part.checksum = libdeflate_adler32(1, filtered.data(), filtered.size());
    part.filteredBytes = static_cast<z_off_t>(filtered.size());
    const std::size_t start = openChunk(part.chunk, "IDAT");
    appendDeflated(filtered, end == pixels.rows ? StreamPart::Last : StreamPart::Middle,
        compression, part.chunk);
    closeChunk(part.chunk, start);
    return part;
}

/// zlib's envelope (RFC 1950) stands in two small chunks of its own, before and after the strips.
void appendPixels(Bytes &to, std::vector<Part> &parts)
{
    std::size_t total = to.size() + 64;
    for (const Part &part : parts)
        total += part.chunk.size();
    to.reserve(total);

    appendChunk(to, "IDAT", {0x78, 0x9C});
    uLong checksum = 1;
    for (Part &part : parts) {
        to.insert(to.end(), part.chunk.begin(), part.chunk.end());
        checksum = adler32_combine(checksum, part.checksum, part.filteredBytes);
        part.chunk = {}; // gives the memory back while the file grows
    }
    Bytes end;
    appendNumber(end, static_cast<std::uint32_t>(checksum));
    appendChunk(to, "IDAT", end);
}

Result<> checked(const cv::Mat &pixels, const PngOptions &options)
{
    const int channels = pixels.channels();
    const bool isOfBytes = pixels.depth() == CV_8U || pixels.depth() == CV_16U;
    if (pixels.empty() || !isOfBytes || (channels != 1 && channels != 3 && channels != 4))
        return fail(Error::Code::Unexpected, "not a picture for PNG");
    if (static_cast<std::size_t>(pixels.cols) * pixels.elemSize() > mostRowBytes)
        return fail(Error::Code::Unexpected, "too wide for PNG");
    if (!(options.dotsPerInch >= 0))
        return fail(Error::Code::Unexpected, "no resolution");
    for (const auto &[keyword, text] : options.texts) {
        if (!isKeyword(keyword))
            return fail(Error::Code::Unexpected, "no PNG keyword: " + keyword);
        if (text.size() > mostRowBytes || text.find('\0') != text.npos || validUtf8(text) != text)
            return fail(Error::Code::Unexpected, "no PNG text: " + keyword);
    }
    return {};
}

} // namespace

Result<Bytes> encodedPng(const cv::Mat &pixels, const PngOptions &options, const Progress &progress)
{
    if (const auto fine = checked(pixels, options); !fine)
        return tl::unexpected(fine.error());
    return guarded([&]() -> Result<Bytes> {
        const std::size_t rowBytes = static_cast<std::size_t>(pixels.cols) * pixels.elemSize();
        const int height = static_cast<int>(std::max<std::size_t>(1, stripBytes / rowBytes));
        std::vector<Part> parts(static_cast<std::size_t>((pixels.rows - 1) / height + 1));
        const bool whole = inParts(pixels.rows, height, progress, [&](int from, int end) {
            parts[static_cast<std::size_t>(from / height)] =
                partOf(pixels, from, end, options.compression);
        });
        if (!whole)
            return fail(Error::Code::Cancelled);

        Bytes file(std::begin(signature), std::end(signature));
        appendChunk(file, "IHDR", headerOf(pixels));
        if (options.tagSrgb)
            appendColourSpace(file, pixels);
        if (options.dotsPerInch > 0)
            appendResolution(file, options.dotsPerInch);
        if (!options.exif.empty())
            appendChunk(file, "eXIf", options.exif);
        for (const auto &[keyword, text] : options.texts)
            appendTextChunk(file, keyword, text);
        appendPixels(file, parts);
        appendChunk(file, "IEND", {});
        return file;
    });
}

} // namespace core
