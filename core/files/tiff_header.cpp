#include "core/files/exif_tags.h"
#include "core/files/stored.h"
#include "core/files/tiff_file.h"

#include <algorithm>

namespace core {
namespace {

constexpr std::size_t mostMemory = 16 << 20; ///< for one field; profiles are the largest

/// Raw files are TIFFs whose first page is a thumbnail: reading that would ruin a print.
bool isCameraRaw(const ByteFile &file, const TiffFile &opened)
{
    const auto mark = file.bytesAt(8, 2);
    const void *version = nullptr;
    constexpr std::uint16_t linearRaw = 34892;
    const auto photometric = opened.narrow(TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_MINISBLACK);
    return (opened.wide(TIFFTAG_SUBFILETYPE) & FILETYPE_REDUCEDIMAGE) != 0
        || TIFFGetField(opened.tiff.get(), TIFFTAG_DNGVERSION, &version) == 1
        || photometric == PHOTOMETRIC_CFA || photometric == linearRaw
        || (mark.size() == 2 && mark[0] == 'C' && mark[1] == 'R');
}

bool isLab(std::uint16_t photometric)
{
    return photometric == PHOTOMETRIC_CIELAB || photometric == PHOTOMETRIC_ICCLAB;
}

bool hasAlpha(const TiffFile &opened)
{
    std::uint16_t extras = 0;
    const std::uint16_t *kinds = nullptr;
    TIFFGetFieldDefaulted(opened.tiff.get(), TIFFTAG_EXTRASAMPLES, &extras, &kinds);
    return extras > 0 && kinds[0] != EXTRASAMPLE_UNSPECIFIED;
}

int channelsOf(const TiffFile &opened)
{
    const auto photometric = opened.narrow(TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_MINISBLACK);
    if (photometric == PHOTOMETRIC_SEPARATED)
        return 4;
    if (isLab(photometric))
        return 3;
    const bool isGrey =
        photometric == PHOTOMETRIC_MINISBLACK || photometric == PHOTOMETRIC_MINISWHITE;
    return (isGrey ? 1 : 3) + (hasAlpha(opened) ? 1 : 0);
}

void readProfile(const TiffFile &opened, std::size_t mostIcc, StoredHeader &stored)
{
    std::uint32_t count = 0;
    const std::uint8_t *bytes = nullptr;
    if (TIFFGetField(opened.tiff.get(), TIFFTAG_ICCPROFILE, &count, &bytes) != 1)
        return;
    stored.iccIsWhole = count <= mostIcc;
    stored.icc.assign(bytes, bytes + std::min<std::size_t>(count, mostIcc));
}

/// Moves to the pages behind the first: nothing of the first can be asked for any more.
bool hasMorePages(const TiffFile &opened)
{
    constexpr int most = 8; // thumbnails and masks are no pages
    for (int i = 0; i < most && TIFFReadDirectory(opened.tiff.get()) == 1; ++i)
        if ((opened.wide(TIFFTAG_SUBFILETYPE) & (FILETYPE_REDUCEDIMAGE | FILETYPE_MASK)) == 0)
            return true;
    return false;
}

} // namespace

Result<StoredHeader> tiffHeader(const ByteFile &file, const ReadLimits &limits)
{
    const auto opened = openedTiff(file, mostMemory);
    if (!opened)
        return tl::unexpected(opened.error());
    const auto width = opened->wide(TIFFTAG_IMAGEWIDTH);
    const auto height = opened->wide(TIFFTAG_IMAGELENGTH);
    if (width == 0 || height == 0 || width > INT32_MAX || height > INT32_MAX)
        return fail(Error::Code::FileDamaged, "TIFF: impossible size");
    if (isCameraRaw(file, *opened))
        return fail(Error::Code::CameraRaw, "TIFF: a camera's raw file");
    if (opened->narrow(TIFFTAG_SAMPLEFORMAT, SAMPLEFORMAT_UINT) != SAMPLEFORMAT_UINT)
        return fail(Error::Code::FormatUnsupported, "TIFF: signed or floating point samples");
    StoredHeader stored;
    stored.header.size = {static_cast<int>(width), static_cast<int>(height)};
    const int orientation = opened->narrow(TIFFTAG_ORIENTATION, ORIENTATION_TOPLEFT);
    stored.header.orientation = orientation >= 1 && orientation <= 8 ? orientation : 1;
    stored.header.bitsPerChannel = opened->narrow(TIFFTAG_BITSPERSAMPLE, 1);
    stored.header.channels = channelsOf(*opened);
    stored.header.isCmyk = opened->narrow(TIFFTAG_PHOTOMETRIC, 0) == PHOTOMETRIC_SEPARATED;
    stored.header.camera = cameraName(opened->text(TIFFTAG_MAKE), opened->text(TIFFTAG_MODEL));
    readProfile(*opened, limits.mostProfileBytes, stored);
    stored.isLab = isLab(opened->narrow(TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_MINISBLACK));
    if ((stored.header.isCmyk || stored.isLab) && hasAlpha(*opened))
        return fail(Error::Code::FormatUnsupported, "TIFF: inks or L*a*b* with transparency");
    if (hasMorePages(*opened))
        stored.notes.push_back(PhotoNote::FirstOfPages);
    stored.metadata.exif = {{.from = 0, .bytes = file.size()}};
    return stored;
}

} // namespace core
