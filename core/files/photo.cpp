#include "core/files/photo.h"

#include "core/files/alpha.h"
#include "core/files/in_srgb.h"
#include "core/files/orientation.h"
#include "core/files/scaled_rows.h"
#include "core/image/depth.h"
#include "core/image/guarded.h"
#include "core/image/resize.h"

#include <algorithm>
#include <limits>

namespace core {
namespace {

constexpr int smallestSide = 16;

/// Too large to be decoded at full size, in a format whose decoder cannot scale.
bool comesInRows(const Header &header, const ReadOptions &options)
{
    return header.format != Format::Jpeg && areaOf(header.size) > options.mostPixels;
}

/// What is made of a photo that comes in rows, from its upright size: what was asked for, or the
/// smallest size of its aspect that is enough; {0, 0} where all of it was asked for.
Size rowsTarget(Size upright, const ReadOptions &options)
{
    if (areaOf(options.exactly) > 0 || areaOf(options.enough) == 0)
        return options.exactly;
    const auto [width, height] = options.enough;
    const auto roundedUp = [](std::int64_t side, std::int64_t times, std::int64_t per) {
        return static_cast<int>(
            std::min<std::int64_t>((side * times + per - 1) / per, std::numeric_limits<int>::max()));
    };
    if (std::int64_t {width} * upright.height >= std::int64_t {height} * upright.width)
        return {width, roundedUp(upright.height, width, upright.width)};
    return {roundedUp(upright.width, height, upright.height), height};
}

Result<void> checkSize(const Header &header, const ReadOptions &options)
{
    const std::string text = nameOf(header.size);
    if (std::min(header.size.width, header.size.height) < smallestSide)
        return fail(Error::Code::ImageTooSmall, text);
    if (comesInRows(header, options)) {
        const auto made = areaOf(rowsTarget(header.size, options));
        if (made == 0 || made > options.mostPixels)
            return fail(Error::Code::ImageTooLarge, text);
    }
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

Result<Photo> inSrgb(const StoredPixels &pixels, const StoredHeader &stored)
{
    Photo photo {.header = stored.header, .notes = pixels.notes};
    auto image = inSrgb(pixels.pixels, stored, photo.notes);
    if (!image)
        return tl::unexpected(image.error());
    const bool isIdle = image->hasAlpha() && isOpaque(image->pixels);
    photo.image = isIdle ? withoutAlpha(*image) : std::move(*image);
    return photo;
}

void takeNotes(const ByteFile &file, const StoredHeader &stored, Photo &photo)
{
    for (const auto note : stored.notes)
        add(photo.notes, note);
    if (stored.header.isAnimated)
        add(photo.notes, PhotoNote::FirstOfAnimation);
    auto read = metadataAt(file, stored.metadata);
    photo.metadata = std::move(read.metadata);
    if (read.isBroken)
        add(photo.notes, PhotoNote::MetadataBroken);
}

/// To the size and depth that were asked for, in this order.
Result<Photo> fitted(Photo photo, const ReadOptions &options, const Progress &progress)
{
    const Size wanted = options.exactly;
    if (areaOf(wanted) != 0 && photo.image.size() != wanted) {
        auto resized = resizedLanczos(photo.image, wanted, progress);
        if (!resized)
            return tl::unexpected(resized.error());
        photo.image = std::move(*resized);
    }
    if (options.depth == Depth::Eight)
        photo.image.pixels = inEightBits(photo.image.pixels);
    if (photo.header.bitsPerChannel > 8 && !photo.image.isDeep())
        add(photo.notes, PhotoNote::ReducedToEightBits);
    return photo;
}

/// All of it in memory at once; JPEG perhaps not at full size.
Result<Photo> readWhole(const ByteFile &file, const StoredHeader &stored,
    const ReadOptions &options, const Progress &progress)
{
    const int orientation = stored.header.orientation;
    const DecodeLimits limits {
        .mostPixels = options.mostPixels, .enough = uprightSize(options.enough, orientation)};
    auto pixels = decoded(file, stored, limits, progress.part(0, 0.9));
    if (!pixels)
        return tl::unexpected(pixels.error());
    pixels->pixels = uprightPixels(pixels->pixels, orientation);
    progress.report(0.95);
    if (progress.stopped())
        return fail(Error::Code::Cancelled);
    return inSrgb(*pixels, stored);
}

Result<Photo> readOpened(const ByteFile &file, const StoredHeader &stored, Size upright,
    const ReadOptions &options, const Progress &progress)
{
    auto photo = comesInRows(stored.header, options)
        ? scaledFromRows(file, stored, rowsTarget(upright, options), progress)
        : readWhole(file, stored, options, progress.part(0, 0.9));
    if (!photo)
        return photo;
    takeNotes(file, stored, *photo);
    return fitted(std::move(*photo), options, progress.part(0.9, 1));
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
    auto photo = readOpened(*file, *stored, header.size, options, progress);
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
