#include "core/files/tiff_page.h"

#include <opencv2/core.hpp>

#include <algorithm>
#include <bit>

namespace core {
namespace {

static_assert(std::endian::native == std::endian::little, "libtiff packs ABGR into words");

/// Longer uncompressed strips are read past libtiff, which would take all of a strip into memory.
constexpr tmsize_t mostStrip = 16 << 20;

/// The kinds that need no conversion; JPEG inside TIFF is told to give RGB.
bool needsNoConversion(const TiffFile &opened)
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

bool isUncompressed(const TiffFile &opened)
{
    return opened.narrow(TIFFTAG_COMPRESSION, COMPRESSION_NONE) == COMPRESSION_NONE
        && opened.narrow(TIFFTAG_FILLORDER, FILLORDER_MSB2LSB) == FILLORDER_MSB2LSB;
}

} // namespace

Result<TiffPage> TiffPage::open(const ByteFile &file, const StoredHeader &stored)
{
    TiffPage page;
    page.m_file = &file;
    page.m_mostBlock = static_cast<tmsize_t>(stored.limits.mostChunkBytes);
    if (const auto added = page.addHandle(); !added)
        return tl::unexpected(added.error());
    if (const auto found = page.findLayout(stored); !found)
        return tl::unexpected(found.error());
    const Layout &layout = page.m_layout;
    const bool isInTurn = layout.isPlain && layout.isApart && !layout.isTiled;
    for (int plane = 1; isInTurn && plane < layout.channels; ++plane)
        if (const auto added = page.addHandle(); !added)
            return tl::unexpected(added.error());
    if (const auto found = page.findBlocks(); !found)
        return tl::unexpected(found.error());
    for (const auto &handle : page.m_handles)
        handle.reader->firstError.clear(); // odd tags are no reason to refuse
    return page;
}

Result<> TiffPage::addHandle()
{
    auto opened = openedTiff(*m_file, static_cast<std::size_t>(m_mostBlock));
    if (!opened)
        return tl::unexpected(opened.error());
    m_handles.push_back(std::move(*opened));
    return {};
}

Result<> TiffPage::findLayout(const StoredHeader &stored)
{
    const TiffFile &opened = m_handles.front();
    m_size = {static_cast<int>(opened.wide(TIFFTAG_IMAGEWIDTH)),
        static_cast<int>(opened.wide(TIFFTAG_IMAGELENGTH))};
    if (m_size != stored.header.size)
        return fail(Error::Code::FileChanged, "TIFF: another picture than its header said");
    m_layout = {.samples = opened.narrow(TIFFTAG_SAMPLESPERPIXEL, 1),
        .channels = stored.header.channels,
        .depth = stored.header.bitsPerChannel == 16 ? CV_16U : CV_8U,
        .isApart =
            opened.narrow(TIFFTAG_PLANARCONFIG, PLANARCONFIG_CONTIG) == PLANARCONFIG_SEPARATE,
        .isTiled = TIFFIsTiled(opened.tiff.get()) != 0,
        .isPlain = needsNoConversion(opened)};
    if (m_layout.isPlain) {
        if (m_layout.samples < m_layout.channels || m_layout.samples > CV_CN_MAX)
            return fail(Error::Code::FileDamaged, "TIFF: impossible samples");
        return {};
    }
    std::array<char, 1024> why {};
    if (m_layout.channels % 2 == 0 || TIFFRGBAImageOK(opened.tiff.get(), why.data()) == 0)
        return fail(Error::Code::FormatUnsupported, std::string("TIFF: ") + why.data());
    m_layout.channels = 3;
    m_layout.depth = CV_8U;
    return {};
}

Result<> TiffPage::findBlocks()
{
    const TiffFile &opened = m_handles.front();
    const auto height = static_cast<std::uint32_t>(m_size.height);
    const auto rows = m_layout.isTiled ? opened.wide(TIFFTAG_TILELENGTH)
                                       : opened.wide(TIFFTAG_ROWSPERSTRIP, height);
    const bool isRowByRow = m_layout.isPlain && !m_layout.isTiled;
    m_rowsOfBlock = isRowByRow ? 1 : static_cast<int>(std::clamp(rows, 1U, height));
    m_layout.isBare =
        isRowByRow && isUncompressed(opened) && TIFFStripSize(opened.tiff.get()) > mostStrip;
    const auto bytes = TIFFGetStrileByteCount(opened.tiff.get(), 0);
    if (!m_layout.isBare && bytes > static_cast<std::uint64_t>(m_mostBlock)
        && bytes <= m_file->size())
        return fail(Error::Code::ImageWholeOnly,
            "TIFF: a strip of " + std::to_string(bytes) + " bytes has to be in memory at once");
    return {};
}

std::uint16_t TiffPage::photometric() const
{
    return m_handles.front().narrow(TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_MINISBLACK);
}

bool TiffPage::isMultiplied() const
{
    std::uint16_t extras = 0;
    const std::uint16_t *kinds = nullptr;
    TIFFGetFieldDefaulted(m_handles.front().tiff.get(), TIFFTAG_EXTRASAMPLES, &extras, &kinds);
    return extras > 0 && kinds[0] == EXTRASAMPLE_ASSOCALPHA;
}

Result<> TiffPage::read(int top, cv::Mat rows, const Progress &progress) const
{
    auto done = !m_layout.isPlain ? readConverted(top, rows)
        : m_layout.isTiled        ? readTiles(top, rows, progress)
                                  : readStrips(top, rows, progress);
    const auto hasFailed = [](const auto &handle) { return !handle.reader->firstError.empty(); };
    if (done && std::ranges::any_of(m_handles, hasFailed)) // libtiff goes on where it is cut short
        return tl::unexpected(damage());
    return done;
}

const TiffFile &TiffPage::handleOf(int plane) const
{
    return m_handles[static_cast<std::size_t>(plane) % m_handles.size()];
}

Error TiffPage::damage() const
{
    std::string reason;
    for (const auto &handle : m_handles)
        if (reason.empty())
            reason = handle.reader->firstError;
    return {Error::Code::FileDamaged, "TIFF: " + reason};
}

int TiffPage::blockType() const
{
    return CV_MAKETYPE(m_layout.depth, m_layout.isApart ? 1 : m_layout.samples);
}

/// Copies the wanted channels of a block to where it belongs.
void TiffPage::place(const cv::Mat &block, cv::Mat target, int plane) const
{
    std::vector<int> pairs;
    const int count = m_layout.isApart ? 1 : m_layout.channels;
    for (int channel = 0; channel < count; ++channel)
        pairs.insert(pairs.end(), {channel, m_layout.isApart ? plane : channel});
    cv::mixChannels(&block, 1, &target, 1, pairs.data(), static_cast<std::size_t>(count));
}

bool TiffPage::readRow(int plane, int y, std::vector<std::uint8_t> &row) const
{
    if (m_layout.isBare)
        return readBareRow(plane, y, row);
    return TIFFReadScanline(handleOf(plane).tiff.get(), row.data(), static_cast<std::uint32_t>(y),
               static_cast<std::uint16_t>(plane))
        == 1;
}

bool TiffPage::readBareRow(int plane, int y, std::vector<std::uint8_t> &row) const
{
    auto *tiff = handleOf(plane).tiff.get();
    const auto inFile = static_cast<std::uint32_t>(y);
    const auto perStrip = std::max(1U, handleOf(plane).wide(TIFFTAG_ROWSPERSTRIP, inFile + 1));
    const auto strip = TIFFComputeStrip(tiff, inFile, static_cast<std::uint16_t>(plane));
    const auto from = std::uint64_t {inFile % perStrip} * row.size();
    if (from + row.size() > TIFFGetStrileByteCount(tiff, strip)
        || !m_file->fills(TIFFGetStrileOffset(tiff, strip) + from, row))
        return false;
    if (m_layout.depth == CV_16U && TIFFIsByteSwapped(tiff) != 0)
        TIFFSwabArrayOfShort(reinterpret_cast<std::uint16_t *>(row.data()),
            static_cast<tmsize_t>(row.size() / sizeof(std::uint16_t)));
    return true;
}

Result<> TiffPage::readStrips(int top, cv::Mat &rows, const Progress &progress) const
{
    const auto rowBytes = TIFFScanlineSize(m_handles.front().tiff.get());
    const int type = blockType();
    if (rowBytes > m_mostBlock
        || rowBytes < static_cast<tmsize_t>(rows.cols) * static_cast<tmsize_t>(CV_ELEM_SIZE(type)))
        return fail(Error::Code::FileDamaged, "TIFF: impossible rows");
    std::vector<std::uint8_t> row(static_cast<std::size_t>(rowBytes));
    const int planes = m_layout.isApart ? m_layout.channels : 1;
    for (std::int64_t i = 0; i < std::int64_t {planes} * rows.rows; ++i) {
        const int plane = static_cast<int>(i / rows.rows);
        const int y = static_cast<int>(i % rows.rows);
        if (progress.stopped())
            return fail(Error::Code::Cancelled);
        if (!readRow(plane, top + y, row))
            return tl::unexpected(damage());
        place(cv::Mat(1, rows.cols, type, row.data()), rows.row(y), plane);
        if (y % 256 == 0)
            progress.report((plane + y / static_cast<double>(rows.rows)) / planes);
    }
    return {};
}

Result<> TiffPage::readTiles(int top, cv::Mat &rows, const Progress &progress) const
{
    const TiffFile &opened = m_handles.front();
    const auto width = opened.wide(TIFFTAG_TILEWIDTH);
    const auto height = opened.wide(TIFFTAG_TILELENGTH);
    const auto bytes = TIFFTileSize(opened.tiff.get());
    const int type = blockType();
    if (width == 0 || height == 0 || width > 65536 || height > 65536 || bytes > m_mostBlock
        || static_cast<std::uint64_t>(bytes) < std::uint64_t {width} * height * CV_ELEM_SIZE(type))
        return fail(Error::Code::FileDamaged, "TIFF: impossible tiles");
    const cv::Size side(static_cast<int>(width), static_cast<int>(height));
    std::vector<std::uint8_t> tile(static_cast<std::size_t>(bytes));
    const cv::Mat block(side, type, tile.data());
    const int planes = m_layout.isApart ? m_layout.channels : 1;
    const cv::Rect whole({}, rows.size());
    const int across = (rows.cols + side.width - 1) / side.width;
    const int down = (rows.rows + side.height - 1) / side.height;
    const auto tiles = std::int64_t {planes} * across * down;
    for (std::int64_t i = 0; i < tiles; ++i) {
        const int plane = static_cast<int>(i / (std::int64_t {across} * down));
        const int inPlane = static_cast<int>(i % (std::int64_t {across} * down));
        const cv::Point at(inPlane % across * side.width, inPlane / across * side.height);
        if (progress.stopped())
            return fail(Error::Code::Cancelled);
        if (TIFFReadTile(opened.tiff.get(), tile.data(), static_cast<std::uint32_t>(at.x),
                static_cast<std::uint32_t>(top + at.y), 0, static_cast<std::uint16_t>(plane))
            < 0)
            return tl::unexpected(damage());
        const cv::Rect part = cv::Rect(at, side) & whole;
        place(block(cv::Rect({}, part.size())), rows(part), plane);
        progress.report(static_cast<double>(i) / static_cast<double>(tiles));
    }
    return {};
}

/// Palettes, 1 to 4 bits, YCbCr: libtiff makes RGB of them.
Result<> TiffPage::readConverted(int top, cv::Mat &rows) const
{
    std::array<char, 1024> why {};
    TIFFRGBAImage picture {};
    if (TIFFRGBAImageBegin(&picture, m_handles.front().tiff.get(), 1, why.data()) == 0)
        return fail(Error::Code::FileDamaged, std::string("TIFF: ") + why.data());
    picture.req_orientation = picture.orientation; // turned later, with all other formats
    picture.row_offset = top;
    cv::Mat rgba(rows.size(), CV_8UC4);
    const int done = TIFFRGBAImageGet(&picture, reinterpret_cast<std::uint32_t *>(rgba.data),
        static_cast<std::uint32_t>(rgba.cols), static_cast<std::uint32_t>(rgba.rows));
    TIFFRGBAImageEnd(&picture);
    if (done == 0)
        return tl::unexpected(damage());
    const int pairs[] = {0, 0, 1, 1, 2, 2};
    cv::mixChannels(&rgba, 1, &rows, 1, pairs, 3);
    return {};
}

} // namespace core
