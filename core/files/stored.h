#pragma once

#include "core/files/byte_file.h"
#include "core/files/header.h"
#include "core/files/metadata_reader.h"
#include "core/files/photo_note.h"
#include "core/files/read_limits.h"
#include "core/progress.h"

#include <opencv2/core/mat.hpp>

#include <array>
#include <cstdint>
#include <functional>
#include <vector>

/// What each format brings: one function for its header, one for its pixels. Only core/files sees
/// this; everybody else asks probe() and readPhoto().
namespace core {

/// A header with what only the reader needs beside it. `header.size` is the size as stored (before
/// orientation); stamp and profileName are left to whoever asks.
struct StoredHeader
{
    Header header = {};
    /// The embedded profile, or as much of it as was asked for, or one that the file only names.
    std::vector<std::uint8_t> icc = {};
    bool iccIsWhole = true;
    bool saysAdobeRgb = false; ///< in Exif: counts where nothing else says anything of colours
    bool isLab = false; ///< L*a*b*: see labToSrgb()
    /// HEIC's and AVIF's own rotation and mirror, as an Exif orientation. `header.size` and
    /// heifPixels() have it behind them, heifRows() before them.
    int turn = 1;
    MetadataPlaces metadata = {};
    PhotoNotes notes = {};
    ReadLimits limits = {}; ///< under which it was read, and its pixels are to be
};

/// Pixels as stored, rows top to bottom: CV_8U or CV_16U with 1 (grey), 2 (grey + alpha), 3 (RGB)
/// or 4 channels (RGBA; ink values with 255 for full ink where the header says CMYK). Alpha is
/// straight.
struct StoredPixels
{
    cv::Mat pixels;
    PhotoNotes notes = {};
};

/// Takes the next rows from the top, of the kinds that StoredPixels has; they are there during the
/// call only. What it fails with ends the reading.
using TakeRows = std::function<Result<>(const cv::Mat &rows)>;

/// So many rows at a time, at least one: bands of 16 MiB.
int rowsOfBand(int width, int bytesPerPixel);

/// How much of a file's pixels is wanted, in the file's own orientation.
struct DecodeLimits
{
    std::int64_t mostPixels = 0;
    Size enough = {}; ///< {0, 0}: everything
};

/// Sniffs the format and asks it; `path` is for the extension. What the header claims is not yet
/// checked: it may be told. Errors: FileEmpty; FormatUnsupported; FileDamaged.
Result<StoredHeader> storedHeader(
    const std::filesystem::path &path, const ByteFile &file, const ReadLimits &limits);

/// The header for everybody: size upright, profile named, with the stamp of its file.
Header describedBy(const StoredHeader &stored, const FileStamp &stamp);

/// Each reads the header's bytes only, and of profile and Exif no more than `limits` allow.
/// Errors: FileDamaged; FormatUnsupported (a kind of this format that we do not read).
Result<StoredHeader> jpegHeader(const ByteFile &file, const ReadLimits &limits);
Result<StoredHeader> pngHeader(const ByteFile &file, const ReadLimits &limits);
Result<StoredHeader> webpHeader(const ByteFile &file, const ReadLimits &limits);
Result<StoredHeader> heifHeader(const ByteFile &file, const ReadLimits &limits);
Result<StoredHeader> tiffHeader(const ByteFile &file, const ReadLimits &limits);

/// Each decodes the (first) picture whose header was read before. Only JPEG can be scaled on the
/// way. Errors: FileDamaged; FormatUnsupported; ImageTooLarge; OutOfMemory; Cancelled.
Result<StoredPixels> jpegPixels(const ByteFile &file, const StoredHeader &stored,
    const DecodeLimits &limits, const Progress &progress);
Result<StoredPixels> pngPixels(
    const ByteFile &file, const StoredHeader &stored, const Progress &progress);
Result<StoredPixels> webpPixels(
    const ByteFile &file, const StoredHeader &stored, const Progress &progress);
Result<StoredPixels> heifPixels(
    const ByteFile &file, const StoredHeader &stored, const Progress &progress);
Result<StoredPixels> tiffPixels(
    const ByteFile &file, const StoredHeader &stored, const Progress &progress);

/// Each hands over the same picture row by row and holds no more of it than a band; what was noted
/// on the way is returned. Further errors: ImageWholeOnly.
Result<PhotoNotes> pngRows(const ByteFile &file, const StoredHeader &stored, const TakeRows &take,
    const Progress &progress);
Result<PhotoNotes> webpRows(const ByteFile &file, const StoredHeader &stored, const TakeRows &take,
    const Progress &progress);
Result<PhotoNotes> heifRows(const ByteFile &file, const StoredHeader &stored, const TakeRows &take,
    const Progress &progress);
Result<PhotoNotes> tiffRows(const ByteFile &file, const StoredHeader &stored, const TakeRows &take,
    const Progress &progress);

/// Big-endian and little-endian numbers inside header bytes.
constexpr std::uint32_t bigEndian32(const std::uint8_t *at)
{
    return std::uint32_t {at[0]} << 24 | std::uint32_t {at[1]} << 16 | std::uint32_t {at[2]} << 8
        | at[3];
}
constexpr std::uint32_t littleEndian32(const std::uint8_t *at)
{
    return std::uint32_t {at[3]} << 24 | std::uint32_t {at[2]} << 16 | std::uint32_t {at[1]} << 8
        | at[0];
}

} // namespace core
