#pragma once

#include <opencv2/core/mat.hpp>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

/// Photo files made for tests, by the libraries that shops' photos are made with. Pixels are grey,
/// grey + alpha, RGB or RGBA. Each function ends the test program where its library fails.
namespace files {

using Bytes = std::vector<std::uint8_t>;

/// Four quarters: red, green / blue, white.
cv::Mat quarters(int width, int height);

/// RGB as 8 or 16 bit and 1 (its red), 2 (its blue and red), 3 or 4 channels (its red as alpha).
cv::Mat as(const cv::Mat &rgb, int type);

/// An Exif block without the "Exif\0\0" before it.
Bytes exifBlock(int orientation, const std::string &make = {}, const std::string &model = {});

/// "Display P3", made by lcms2.
Bytes displayP3();

struct JpegOptions
{
    enum class Order { Baseline, Progressive, Apart } order = Order::Baseline; ///< Apart: a scan a channel
    enum class Sampling { Quarter, Half, Full } sampling = Sampling::Quarter; ///< of 3 channels' colours
    enum class Coding { Huffman, Arithmetic } coding = Coding::Huffman;
    enum class Inks { Unmarked, Adobe, AdobeYcck } inks = Inks::Adobe; ///< of 4 channels
    int restartRows = 0; ///< of blocks between restart markers; 0: none
    Bytes exif = {};
    Bytes icc = {};
};
/// 4 channels: CMYK, 0: full ink, as Adobe stores it, with Adobe's mark or not; as YCCK mixed too.
Bytes jpeg(const cv::Mat &pixels, const JpegOptions &options = {});

struct PngOptions
{
    enum class Rows { Straight, Interlaced } rows = Rows::Straight;
    Bytes icc = {};
    Bytes exif = {};
};
/// 8 or 16 bit.
Bytes png(const cv::Mat &pixels, const PngOptions &options = {});

struct PaletteOptions
{
    int colours = 2; ///< 1: that of index 1 is missing
    int bits = 8; ///< 1, 2, 4 or 8
    PngOptions::Rows rows = PngOptions::Rows::Straight;
};
/// Red with alpha 128 at index 0 and blue, opaque, at index 1: the columns take turns.
Bytes palettePng(int width, int height, const PaletteOptions &options = {});

/// A PNG with one chunk more, before its pixels.
Bytes withChunk(const Bytes &png, const std::string &name, const Bytes &content);

/// A PNG that claims this size and holds next to nothing.
Bytes hollowPng(std::uint32_t width, std::uint32_t height);

enum class WebpCoding { Lossless, Lossy };
Bytes webp(const cv::Mat &pixels, WebpCoding coding = WebpCoding::Lossless);
/// With a chunk of metadata ("EXIF", "XMP ", "ICCP").
Bytes webpWith(const cv::Mat &pixels, const char *chunk, const Bytes &content);
Bytes animatedWebp(const std::vector<cv::Mat> &frames);

struct TiffOptions
{
    enum class Blocks { Strips, Tiles } blocks = Blocks::Strips;
    enum class Planes { Together, Apart } planes = Planes::Together;
    enum class Page { Whole, Thumbnail } page = Page::Whole;
    enum class Kind { Colours, Inks, Lab, IccLab, Palette, WhiteIsZero } kind = Kind::Colours;
    enum class Coding { Lzw, None } coding = Coding::Lzw;
    enum class Order { Little, Big } order = Order::Little; ///< of bytes
    int rowsOfStrip = 7;
    enum class Place { NewFile, LastPage } place = Place::NewFile;
    int orientation = 1;
    std::string model = {};
    Bytes icc = {};
};
/// 8 or 16 bit, a channel more than the kind has is alpha; of a palette: 8 bit, one channel, its
/// colours going from blue to yellow.
void writeTiff(
    const std::filesystem::path &file, const cv::Mat &pixels, const TiffOptions &options = {});

enum class HeifKind { Heic, Avif };
/// False where this machine's libheif cannot write the kind.
bool canWriteHeif(HeifKind kind);
struct HeifOptions
{
    int orientation = 1; ///< 1..8, as the format's own rotation and mirror
    Bytes exif = {};
    Bytes icc = {};
    int primaries = 0; ///< of "nclx"; 0: none is written
    int transfer = 13; ///< of "nclx": sRGB
    cv::Mat before = {}; ///< another picture in the file, not the main one
};
/// RGB of 16 bit is stored in 10, as HEIC only: this libheif gives libaom what ends its process.
void writeHeif(const std::filesystem::path &file, const cv::Mat &pixels, HeifKind kind,
    const HeifOptions &options = {});

void write(const std::filesystem::path &file, const Bytes &bytes);
Bytes read(const std::filesystem::path &file);

} // namespace files
