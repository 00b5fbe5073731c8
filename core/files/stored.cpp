#include "core/files/stored.h"

#include "core/files/orientation.h"
#include "core/image/colour.h"

#include <algorithm>
#include <cctype>
#include <string_view>

namespace core {
namespace {

Result<StoredHeader> headerOf(Format format, const ByteFile &file, const ReadLimits &limits)
{
    switch (format) {
    case Format::Jpeg:
        return jpegHeader(file, limits);
    case Format::Png:
        return pngHeader(file, limits);
    case Format::WebP:
        return webpHeader(file, limits);
    case Format::Heic:
    case Format::Avif:
        return heifHeader(file, limits);
    case Format::Tiff:
        return tiffHeader(file, limits);
    }
    return fail(Error::Code::Unexpected);
}

/// A name without extension claims nothing and so agrees.
bool agrees(Format format, const std::filesystem::path &file)
{
    auto extension = file.extension().string();
    for (char &letter : extension)
        letter = static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
    const auto isOneOf = [&](std::initializer_list<std::string_view> names) {
        return extension.empty() || std::find(names.begin(), names.end(), extension) != names.end();
    };
    switch (format) {
    case Format::Jpeg:
        return isOneOf({".jpg", ".jpeg", ".jpe", ".jfif"});
    case Format::Png:
        return isOneOf({".png", ".apng"});
    case Format::WebP:
        return isOneOf({".webp"});
    case Format::Heic:
        return isOneOf({".heic", ".heif", ".hif"});
    case Format::Avif:
        return isOneOf({".avif", ".heif", ".hif"});
    case Format::Tiff:
        return isOneOf({".tif", ".tiff"});
    }
    return false;
}

} // namespace

Result<StoredHeader> storedHeader(
    const std::filesystem::path &path, const ByteFile &file, const ReadLimits &limits)
{
    if (file.size() == 0)
        return fail(Error::Code::FileEmpty, path.string());
    const auto first = file.bytesAt(0, 32);
    const auto format = formatOf(first);
    if (!format)
        return fail(isCameraRaw(first) ? Error::Code::CameraRaw : Error::Code::FormatUnsupported,
            path.string());
    auto stored = headerOf(*format, file, limits);
    if (!stored)
        return stored;
    stored->limits = limits;
    stored->header.format = *format;
    stored->header.extensionAgrees = agrees(*format, path);
    if (stored->saysAdobeRgb && !stored->header.isCmyk && stored->icc.empty()
        && stored->iccIsWhole)
        stored->icc = adobeRgbProfile();
    return stored;
}

Header describedBy(const StoredHeader &stored, const FileStamp &stamp)
{
    Header header = stored.header;
    header.size = uprightSize(header.size, header.orientation);
    header.profileName = profileName(stored.icc);
    header.stamp = stamp;
    return header;
}

int rowsOfBand(int width, int bytesPerPixel)
{
    constexpr std::int64_t bandBytes = 16 << 20;
    return static_cast<int>(
        std::max<std::int64_t>(1, bandBytes / (std::int64_t {width} * bytesPerPixel)));
}

} // namespace core
