#include "core/files/photo.h"

#include "core/files/alpha.h"
#include "core/files/orientation.h"
#include "core/files/stored.h"
#include "core/image/colour.h"
#include "core/image/guarded.h"
#include "core/image/resize.h"

#include <opencv2/core.hpp>

#include <algorithm>
#include <string_view>

namespace core {
namespace {

constexpr int smallestSide = 16;

Result<void> checkSize(const Header &header, const ReadOptions &options)
{
    const std::string text = nameOf(header.size);
    if (std::min(header.size.width, header.size.height) < smallestSide)
        return fail(Error::Code::ImageTooSmall, text);
    if (header.format != Format::Jpeg && areaOf(header.size) > options.mostPixels)
        return fail(Error::Code::ImageTooLarge, text);
    const int bytesPerPixel = header.channels * (header.bitsPerChannel > 8 ? 2 : 1);
    return checkClaim(header.size, bytesPerPixel, header.stamp.bytes, options.limits);
}

Result<StoredPixels> decoded(const ByteFile &file, const StoredHeader &stored,
    const DecodeLimits &limits, const Progress &progress)
{
    switch (stored.header.format) {
    case Format::Jpeg:
        return jpegPixels(file, stored, limits, progress);
    case Format::Png:
        return pngPixels(file, stored, progress);
    case Format::WebP:
        return webpPixels(file, stored, progress);
    case Format::Heic:
    case Format::Avif:
        return heifPixels(file, stored, progress);
    case Format::Tiff:
        return tiffPixels(file, stored, progress);
    }
    return fail(Error::Code::Unexpected);
}

/// The colour space that a profile is for: bytes 16 to 19 (ICC.1, section 7.2).
bool isForRgb(std::span<const std::uint8_t> icc)
{
    constexpr std::string_view space = "RGB ";
    return icc.size() >= 20 && std::equal(space.begin(), space.end(), icc.begin() + 16);
}

Result<Image> converted(
    const cv::Mat &pixels, const StoredHeader &stored, std::span<const std::uint8_t> icc)
{
    if (stored.isLab)
        return labToSrgb(pixels);
    if (stored.header.isCmyk)
        return cmykToSrgb(pixels, icc);
    const bool isGreyTaggedAsRgb = pixels.channels() <= 2 && isForRgb(icc);
    return convertedToSrgb(isGreyTaggedAsRgb ? greySpread(pixels) : pixels, icc);
}

/// A photo is not refused for its profile, but it is said that the profile was of no use.
Result<Photo> inSrgb(const cv::Mat &pixels, const StoredHeader &stored)
{
    Photo photo {.header = stored.header};
    if (!stored.iccIsWhole)
        add(photo.notes, PhotoNote::ProfileIgnored);
    const std::span<const std::uint8_t> none;
    auto image = converted(pixels, stored, stored.iccIsWhole ? stored.icc : none);
    if (!image && image.error().code == Error::Code::FormatUnsupported) {
        add(photo.notes, PhotoNote::ProfileIgnored);
        image = converted(pixels, stored, none);
    }
    if (!image)
        return tl::unexpected(image.error());
    photo.image = std::move(*image);
    if (photo.image.hasAlpha() && isOpaque(photo.image.pixels)) {
        cv::Mat rgb(photo.image.pixels.size(), CV_8UC3);
        const int pairs[] = {0, 0, 1, 1, 2, 2};
        cv::mixChannels(&photo.image.pixels, 1, &rgb, 1, pairs, 3);
        photo.image.pixels = rgb;
    }
    return photo;
}

void takeNotes(const ByteFile &file, const StoredHeader &stored, const StoredPixels &pixels,
    Photo &photo)
{
    for (const auto &notes : {stored.notes, pixels.notes})
        for (const auto note : notes)
            add(photo.notes, note);
    if (stored.header.isAnimated)
        add(photo.notes, PhotoNote::FirstOfAnimation);
    if (stored.header.bitsPerChannel > 8)
        add(photo.notes, PhotoNote::ReducedToEightBits);
    auto read = metadataAt(file, stored.metadata);
    photo.metadata = std::move(read.metadata);
    if (read.isBroken)
        add(photo.notes, PhotoNote::MetadataBroken);
}

Result<Photo> readOpened(const ByteFile &file, const StoredHeader &stored,
    const ReadOptions &options, const Progress &progress)
{
    const int orientation = stored.header.orientation;
    const DecodeLimits limits {
        .mostPixels = options.mostPixels, .enough = uprightSize(options.enough, orientation)};
    auto pixels = decoded(file, stored, limits, progress.part(0, 0.8));
    if (!pixels)
        return tl::unexpected(pixels.error());
    pixels->pixels = uprightPixels(pixels->pixels, orientation);
    progress.report(0.85);
    if (progress.stopped())
        return fail(Error::Code::Cancelled);
    auto photo = inSrgb(pixels->pixels, stored);
    if (photo)
        takeNotes(file, stored, *pixels, *photo);
    pixels->pixels.release();
    const Size wanted = options.exactly;
    if (!photo || areaOf(wanted) == 0 || photo->image.size() == wanted)
        return photo;
    return resizedLanczos(photo->image, wanted, progress.part(0.9, 1)).map([&](Image resized) {
        photo->image = std::move(resized);
        return std::move(*photo);
    });
}

/// The file must be the same before and after: half of an old and half of a new one is no photo.
Result<Photo> readStamped(
    const std::filesystem::path &path, const ReadOptions &options, const Progress &progress)
{
    const auto stamp = stampOf(path);
    if (!stamp)
        return tl::unexpected(stamp.error());
    if (options.expected && *options.expected != *stamp)
        return fail(Error::Code::FileChanged, path.string());
    const auto file = ByteFile::open(path);
    if (!file)
        return tl::unexpected(file.error());
    const auto stored = storedHeader(path, *file, options.limits);
    if (!stored)
        return tl::unexpected(stored.error());
    auto header = describedBy(*stored, *stamp);
    if (const auto checked = checkSize(header, options); !checked)
        return tl::unexpected(checked.error());
    auto photo = readOpened(*file, *stored, options, progress);
    const auto after = stampOf(path);
    if (!after)
        return tl::unexpected(after.error());
    if (*after != *stamp)
        return fail(Error::Code::FileChanged, path.string());
    if (photo)
        photo->header = std::move(header);
    return photo;
}

} // namespace

Result<Photo> readPhoto(
    const std::filesystem::path &file, const ReadOptions &options, const Progress &progress)
{
    return guarded([&] { return readStamped(file, options, progress); });
}

} // namespace core
