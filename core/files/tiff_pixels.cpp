#include "core/files/alpha.h"
#include "core/files/tiff_page.h"

#include <opencv2/core.hpp>

#include <algorithm>

namespace core {
namespace {

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

/// Rows as they were read, as StoredPixels has them.
cv::Mat meant(cv::Mat rows, const TiffPage &page, const StoredHeader &stored)
{
    if (page.photometric() == PHOTOMETRIC_MINISWHITE && page.isPlain())
        cv::bitwise_xor(rows, cv::Scalar(0xFFFF, 0), rows); // grey alone, never its alpha
    if (stored.isLab)
        return asLab(rows, page.photometric() == PHOTOMETRIC_CIELAB);
    if (!stored.header.isCmyk && rows.channels() % 2 == 0 && page.isMultiplied())
        makeStraight(rows);
    return rows;
}

} // namespace

Result<StoredPixels> tiffPixels(
    const ByteFile &file, const StoredHeader &stored, const Progress &progress)
{
    const auto page = TiffPage::open(file, stored);
    if (!page)
        return tl::unexpected(page.error());
    const cv::Mat pixels(page->size().height, page->size().width, page->pixelType());
    if (const auto read = page->read(0, pixels, progress); !read)
        return tl::unexpected(read.error());
    return StoredPixels {meant(pixels, *page, stored)};
}

Result<PhotoNotes> tiffRows(const ByteFile &file, const StoredHeader &stored, const TakeRows &take,
    const Progress &progress)
{
    const auto page = TiffPage::open(file, stored);
    if (!page)
        return tl::unexpected(page.error());
    const auto [width, height] = page->size();
    const int type = page->pixelType();
    const int block = page->rowsOfBlock();
    const auto bytesPerPixel = static_cast<int>(CV_ELEM_SIZE(type));
    const int most = std::max(block, rowsOfBand(width, bytesPerPixel) / block * block);
    if (areaOf({width, most}) * bytesPerPixel
        > static_cast<std::int64_t>(stored.limits.mostChunkBytes))
        return fail(Error::Code::ImageWholeOnly,
            "TIFF: strips or tiles of " + std::to_string(block) + " rows have to be read at once");
    for (int y = 0; y < height; y += most) {
        const int end = std::min(height, y + most);
        const cv::Mat rows(end - y, width, type);
        const auto part =
            progress.part(y / static_cast<double>(height), end / static_cast<double>(height));
        if (progress.stopped())
            return fail(Error::Code::Cancelled);
        const auto read = page->read(y, rows, part);
        const auto taken = read ? take(meant(rows, *page, stored)) : read;
        if (!taken)
            return tl::unexpected(taken.error());
    }
    return PhotoNotes {};
}

} // namespace core
