#include "core/files/alpha.h"
#include "core/files/stored.h"
#include "core/files/tiff_file.h"

#include <opencv2/core.hpp>

#include <algorithm>
#include <bit>

namespace core {
namespace {


/// How samples lie in the file.
struct Layout
{
    int samples = 0; ///< a pixel, extra ones included
    int channels = 0; ///< wanted; the first ones
    int depth = CV_8U;
    bool isApart = false; ///< one plane after the other
    tmsize_t mostBlock = 0; ///< bytes of a tile or a row; usual tiles are under 1 MB
};

/// The kinds that need no conversion; JPEG inside TIFF is told to give RGB.
bool isPlain(const TiffFile &opened)
{
    const auto bits = opened.narrow(TIFFTAG_BITSPERSAMPLE, 1);
    if (bits != 8 && bits != 16)
        return false;
    switch (opened.narrow(TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_MINISBLACK)) {
    case PHOTOMETRIC_RGB:
    case PHOTOMETRIC_MINISBLACK:
    case PHOTOMETRIC_MINISWHITE:
    case PHOTOMETRIC_CIELAB:
    case PHOTOMETRIC_ICCLAB:
        return true;
    case PHOTOMETRIC_SEPARATED:
        return opened.narrow(TIFFTAG_INKSET, INKSET_CMYK) == INKSET_CMYK;
    case PHOTOMETRIC_YCBCR:
        return opened.narrow(TIFFTAG_COMPRESSION) == COMPRESSION_JPEG
            && TIFFSetField(opened.tiff.get(), TIFFTAG_JPEGCOLORMODE, JPEGCOLORMODE_RGB) == 1;
    default:
        return false;
    }
}

/// Copies the wanted channels of a block to where it belongs.
void place(const cv::Mat &block, cv::Mat target, const Layout &layout, int plane)
{
    std::vector<int> pairs;
    const int count = layout.isApart ? 1 : layout.channels;
    for (int channel = 0; channel < count; ++channel)
        pairs.insert(pairs.end(), {channel, layout.isApart ? plane : channel});
    cv::mixChannels(&block, 1, &target, 1, pairs.data(), static_cast<std::size_t>(count));
}

Error damageOf(const TiffFile &opened)
{
    return {Error::Code::FileDamaged, "TIFF: " + opened.reader->firstError};
}

Result<void> readStrips(
    const TiffFile &opened, const Layout &layout, cv::Mat &pixels, const Progress &progress)
{
    const auto rowBytes = TIFFScanlineSize(opened.tiff.get());
    const int samples = layout.isApart ? 1 : layout.samples;
    const int type = CV_MAKETYPE(layout.depth, samples);
    if (rowBytes > layout.mostBlock || rowBytes < static_cast<tmsize_t>(pixels.cols * CV_ELEM_SIZE(type)))
        return fail(Error::Code::FileDamaged, "TIFF: impossible rows");
    std::vector<std::uint8_t> row(static_cast<std::size_t>(rowBytes));
    const int planes = layout.isApart ? layout.channels : 1;
    for (std::int64_t i = 0; i < std::int64_t {planes} * pixels.rows; ++i) {
        const int plane = static_cast<int>(i / pixels.rows);
        const int y = static_cast<int>(i % pixels.rows);
        if (progress.stopped())
            return fail(Error::Code::Cancelled);
        if (TIFFReadScanline(opened.tiff.get(), row.data(), static_cast<std::uint32_t>(y),
                static_cast<std::uint16_t>(plane))
            != 1)
            return tl::unexpected(damageOf(opened));
        place(cv::Mat(1, pixels.cols, type, row.data()), pixels.row(y), layout, plane);
        if (y % 256 == 0)
            progress.report((plane + y / static_cast<double>(pixels.rows)) / planes);
    }
    return {};
}

Result<void> readTiles(
    const TiffFile &opened, const Layout &layout, cv::Mat &pixels, const Progress &progress)
{
    const auto width = opened.wide(TIFFTAG_TILEWIDTH);
    const auto height = opened.wide(TIFFTAG_TILELENGTH);
    const auto bytes = TIFFTileSize(opened.tiff.get());
    const int type = CV_MAKETYPE(layout.depth, layout.isApart ? 1 : layout.samples);
    if (width == 0 || height == 0 || width > 65536 || height > 65536 || bytes > layout.mostBlock
        || static_cast<std::uint64_t>(bytes) < std::uint64_t {width} * height * CV_ELEM_SIZE(type))
        return fail(Error::Code::FileDamaged, "TIFF: impossible tiles");
    const cv::Size side(static_cast<int>(width), static_cast<int>(height));
    std::vector<std::uint8_t> tile(static_cast<std::size_t>(bytes));
    const cv::Mat block(side, type, tile.data());
    const int planes = layout.isApart ? layout.channels : 1;
    const cv::Rect whole({}, pixels.size());
    const int across = (pixels.cols + side.width - 1) / side.width;
    const int down = (pixels.rows + side.height - 1) / side.height;
    const auto tiles = std::int64_t {planes} * across * down;
    for (std::int64_t i = 0; i < tiles; ++i) {
        const int plane = static_cast<int>(i / (std::int64_t {across} * down));
        const int inPlane = static_cast<int>(i % (std::int64_t {across} * down));
        const cv::Point at(inPlane % across * side.width, inPlane / across * side.height);
        if (progress.stopped())
            return fail(Error::Code::Cancelled);
        if (TIFFReadTile(opened.tiff.get(), tile.data(), static_cast<std::uint32_t>(at.x),
                static_cast<std::uint32_t>(at.y), 0, static_cast<std::uint16_t>(plane))
            < 0)
            return tl::unexpected(damageOf(opened));
        const cv::Rect part = cv::Rect(at, side) & whole;
        place(block(cv::Rect({}, part.size())), pixels(part), layout, plane);
        progress.report(static_cast<double>(i) / static_cast<double>(tiles));
    }
    return {};
}

Result<cv::Mat> readPlain(
    const TiffFile &opened, const StoredHeader &stored, const Progress &progress)
{
    const Layout layout {.samples = opened.narrow(TIFFTAG_SAMPLESPERPIXEL, 1),
        .channels = stored.header.channels,
        .depth = stored.header.bitsPerChannel == 16 ? CV_16U : CV_8U,
        .isApart =
            opened.narrow(TIFFTAG_PLANARCONFIG, PLANARCONFIG_CONTIG) == PLANARCONFIG_SEPARATE,
        .mostBlock = static_cast<tmsize_t>(stored.limits.mostChunkBytes)};
    if (layout.samples < layout.channels || layout.samples > CV_CN_MAX)
        return fail(Error::Code::FileDamaged, "TIFF: impossible samples");
    cv::Mat pixels(stored.header.size.height, stored.header.size.width,
        CV_MAKETYPE(layout.depth, layout.channels));
    const bool isTiled = TIFFIsTiled(opened.tiff.get()) != 0;
    const auto read = isTiled ? readTiles(opened, layout, pixels, progress)
                              : readStrips(opened, layout, pixels, progress);
    if (!read)
        return tl::unexpected(read.error());
    if (opened.narrow(TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_MINISBLACK) == PHOTOMETRIC_MINISWHITE)
        cv::bitwise_not(pixels, pixels);
    return pixels;
}

/// Palettes, 1 to 4 bits, YCbCr: libtiff makes RGB of them.
Result<cv::Mat> readConverted(const TiffFile &opened, const StoredHeader &stored)
{
    static_assert(std::endian::native == std::endian::little, "libtiff packs ABGR into words");
    std::array<char, 1024> why {};
    if (stored.header.channels % 2 == 0 || TIFFRGBAImageOK(opened.tiff.get(), why.data()) == 0)
        return fail(Error::Code::FormatUnsupported, std::string("TIFF: ") + why.data());
    TIFFRGBAImage picture {};
    if (TIFFRGBAImageBegin(&picture, opened.tiff.get(), 1, why.data()) == 0)
        return fail(Error::Code::FileDamaged, std::string("TIFF: ") + why.data());
    picture.req_orientation = picture.orientation; // turned later, with all other formats
    cv::Mat rgba(stored.header.size.height, stored.header.size.width, CV_8UC4);
    const int done = TIFFRGBAImageGet(&picture, reinterpret_cast<std::uint32_t *>(rgba.data),
        static_cast<std::uint32_t>(rgba.cols), static_cast<std::uint32_t>(rgba.rows));
    TIFFRGBAImageEnd(&picture);
    if (done == 0)
        return tl::unexpected(damageOf(opened));
    cv::Mat rgb(rgba.size(), CV_8UC3);
    const int pairs[] = {0, 0, 1, 1, 2, 2};
    cv::mixChannels(&rgba, 1, &rgb, 1, pairs, 3);
    return rgb;
}

/// As labToSrgb() wants it. TIFF's own Lab (CIELAB) has signed a* and b*, and in 16 bits L* reaches
/// up to 0xFFFF; ICC's does not. Sources: TIFF 6.0, section 23; Adobe Photoshop TIFF notes.
cv::Mat asLab(const cv::Mat &stored, bool isSigned)
{
    cv::Mat lab;
    stored.convertTo(lab, CV_16U, stored.depth() == CV_8U ? 256 : 1);
    for (int y = 0; isSigned && y < lab.rows; ++y) {
        auto *value = lab.ptr<std::uint16_t>(y);
        for (int x = 0; x < lab.cols; ++x, value += 3) {
            if (stored.depth() == CV_16U)
                value[0] = static_cast<std::uint16_t>((value[0] * 0xFF00U + 0x7FFF) / 0xFFFF);
            value[1] ^= 0x8000;
            value[2] ^= 0x8000;
        }
    }
    return lab;
}

bool isMultiplied(const TiffFile &opened)
{
    std::uint16_t extras = 0;
    const std::uint16_t *kinds = nullptr;
    TIFFGetFieldDefaulted(opened.tiff.get(), TIFFTAG_EXTRASAMPLES, &extras, &kinds);
    return extras > 0 && kinds[0] == EXTRASAMPLE_ASSOCALPHA;
}

} // namespace

Result<StoredPixels> tiffPixels(
    const ByteFile &file, const StoredHeader &stored, const Progress &progress)
{
    const auto opened = openedTiff(file, stored.limits.mostChunkBytes);
    if (!opened)
        return tl::unexpected(opened.error());
    const Size found {static_cast<int>(opened->wide(TIFFTAG_IMAGEWIDTH)),
        static_cast<int>(opened->wide(TIFFTAG_IMAGELENGTH))};
    if (found != stored.header.size)
        return fail(Error::Code::FileChanged, "TIFF: another picture than its header said");
    opened->reader->firstError.clear(); // odd tags are no reason to refuse
    auto pixels =
        isPlain(*opened) ? readPlain(*opened, stored, progress) : readConverted(*opened, stored);
    if (!pixels)
        return tl::unexpected(pixels.error());
    if (!opened->reader->firstError.empty()) // libtiff goes on where a picture is cut short
        return tl::unexpected(damageOf(*opened));
    if (stored.isLab)
        return StoredPixels {asLab(*pixels,
            opened->narrow(TIFFTAG_PHOTOMETRIC, 0) == PHOTOMETRIC_CIELAB)};
    if (stored.header.isCmyk && pixels->depth() == CV_16U)
        pixels->convertTo(*pixels, CV_8U, 1.0 / 257);
    if (!stored.header.isCmyk && pixels->channels() % 2 == 0 && isMultiplied(*opened))
        makeStraight(*pixels);
    return StoredPixels {*pixels};
}

} // namespace core
