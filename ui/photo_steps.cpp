#include "ui/photo_steps.h"

#include "core/effects/effect.h"
#include "core/image/compose.h"
#include "core/image/depth.h"
#include "core/image/resize.h"
#include "core/metrics/stopwatch.h"
#include "ui/qimage_from.h"

#include <cmath>
#include <utility>

namespace ui {

namespace {

constexpr core::Size thumbnailSize {192, 192};
constexpr core::Size enoughForTheScreen {960, 960};
constexpr core::Size mostForTheScreen {1600, 1600};

core::Result<core::Image> resizedTo(core::Size limit, core::Image image)
{
    const core::Size target = core::fitted(image.size(), limit);
    if (target == image.size())
        return image;
    return core::resizedQuick(image, target);
}

/// Premultiplied or opaque 32 bit: what the film strip paints without converting.
QImage thumbnailFrom(const QImage &image)
{
    const QImage small =
        image.width() <= thumbnailSize.width && image.height() <= thumbnailSize.height
        ? image
        : image.scaled(thumbnailSize.width, thumbnailSize.height, Qt::KeepAspectRatio,
            Qt::SmoothTransformation);
    return small.convertToFormat(
        small.hasAlphaChannel() ? QImage::Format_ARGB32_Premultiplied : QImage::Format_RGB32);
}

/// Of the environment; a text that is not understood changes nothing.
core::ReadLimits readLimits()
{
    const auto text = core::processEnvironment(std::string(core::readLimitsVariable));
    return core::parsedReadLimits(text.value_or("")).value_or(core::ReadLimits {});
}

/// The photo as it was checked, at the size it is used at.
core::ReadOptions readOptions(const PhotoSource &source)
{
    core::ReadOptions options;
    options.mostPixels = source.mostPixels;
    options.expected = source.header.stamp;
    options.limits = readLimits();
    if (source.used != source.header.size) {
        options.enough = source.used;
        options.exactly = source.used;
    }
    return options;
}

core::ReadOptions cutOptions(const PhotoSource &source)
{
    core::ReadOptions options = readOptions(source);
    options.depth = core::Depth::AsStored;
    return options;
}

/// What comes row by row takes as long for a thumbnail as for the print: it is read as it will be
/// cut, once for all. A huge JPEG comes at an eighth in a fraction of that.
core::ReadOptions smallOptions(const PhotoSource &source, core::Size enough)
{
    if (source.imported && source.header.format != core::Format::Jpeg) {
        PhotoSource imported = source;
        imported.used = *source.imported;
        return cutOptions(imported);
    }
    core::ReadOptions options = readOptions(source);
    options.enough =
        core::fitted(source.header.size, source.isHuge() ? enoughForTheScreen : enough);
    options.exactly = {};
    return options;
}

core::Result<core::Photo> photoBy(core::PhotoReaders &readers, const PhotoSource &source,
    const core::ReadOptions &options, const core::Progress &progress)
{
    return source.isHuge() ? readers.readOnce(source.file, options, progress)
                           : readers.read(source.file, options, progress);
}

/// What is printed may be deep.
core::Image forTheScreen(const core::Image &image)
{
    return {core::inEightBits(image.pixels)};
}

core::Result<core::Image> decoded(core::PhotoReaders &readers, const PhotoSource &source,
    core::Size enough, const core::Progress &progress)
{
    return photoBy(readers, source, smallOptions(source, enough), progress)
        .map([](const core::Photo &photo) { return forTheScreen(photo.image); });
}

/// Names the pixels of smallPhoto().
std::string smallSource(const PhotoSource &source)
{
    const std::string pixels = core::pixelSource(
        source.file, source.header.stamp, smallOptions(source, enoughForTheScreen), source.sum);
    return pixels.empty() ? pixels
                          : pixels + " fitted " + core::nameOf(mostForTheScreen);
}

core::Size scaledSize(core::Size size, core::Size from, core::Size to)
{
    const double x = double(to.width) / from.width;
    const double y = double(to.height) / from.height;
    return {int(std::lround(size.width * x)), int(std::lround(size.height * y))};
}

} // namespace

core::Result<CheckedPhoto> checkedPhoto(core::PhotoReaders &readers,
    const std::filesystem::path &file, const core::MegapixelLimits &limits,
    const core::Progress &progress)
{
    return readers.probe(file, readLimits(), progress).map([&limits](core::Header header) {
        const core::SizeVerdict verdict = core::judge(header.size, limits);
        return CheckedPhoto {std::move(header), verdict};
    });
}

core::Result<SmallPhoto> smallPhoto(
    core::PhotoReaders &readers, const PhotoSource &source, const core::Progress &progress)
{
    core::Result<core::Image> image = decoded(readers, source, enoughForTheScreen, progress);
    if (image)
        image = resizedTo(mostForTheScreen, std::move(*image));
    if (!image)
        return tl::unexpected(image.error());
    return SmallPhoto {*image, thumbnailFrom(qimageFrom(*image))};
}

core::Result<QImage> photoThumbnail(
    core::PhotoReaders &readers, const PhotoSource &source, const core::Progress &progress)
{
    core::Result<core::Image> image = decoded(readers, source, thumbnailSize, progress);
    if (image)
        image = resizedTo(thumbnailSize, std::move(*image));
    return image.map([](const core::Image &small) { return thumbnailFrom(qimageFrom(small)); });
}

core::Result<SmallCut> smallCut(core::Segmenter &segmenter, const PhotoSource &source,
    const core::Image &small, const std::optional<core::Saliency> &known,
    const core::Progress &progress)
{
    constexpr int aheadOfFullMasks = 1;
    return core::cutImage(segmenter, small,
        {.detail = core::Detail::Preview,
            .known = known,
            .urgency = [] { return aheadOfFullMasks; },
            .source = [&source] { return smallSource(source); }},
        progress)
        .map([&small](core::CutImage cut) {
            QImage thumbnail = thumbnailFrom(qimageFrom(cut.cutout));
            return SmallCut {
                small, std::move(cut.cutout), std::move(thumbnail), std::move(cut.saliency)};
        });
}

std::optional<core::Saliency> keptFullMask(
    const core::Segmenter &segmenter, const PhotoSource &source)
{
    return segmenter.kept({.size = source.used, .detail = core::Detail::Full, .source = [&source] {
        return core::pixelSource(
            source.file, source.header.stamp, cutOptions(source), source.sum);
    }});
}

core::Result<core::CutPhoto> cutFromFile(core::Segmenter &segmenter, core::PhotoReaders &readers,
    const PhotoSource &source, const std::optional<core::Saliency> &known,
    const core::Progress &progress)
{
    core::CutRequest request {.file = source.file,
        .read = cutOptions(source),
        .mask = {.known = known},
        .sum = source.sum};
    core::Stopwatch watch;
    core::Result<core::Photo> photo = photoBy(readers, source, request.read, progress.part(0, 0.2));
    if (!photo)
        return tl::unexpected(photo.error());
    return core::cutPhoto(
        segmenter, std::move(*photo), watch.lap(), request, progress.part(0.2, 1));
}

core::Result<FullCut> fullCut(core::Segmenter &segmenter, core::PhotoReaders &readers,
    const PhotoSource &source, const std::optional<core::Saliency> &known,
    const core::Progress &progress)
{
    core::Result<core::CutPhoto> done =
        cutFromFile(segmenter, readers, source, known, progress.part(0, 0.95));
    if (!done)
        return tl::unexpected(done.error());
    auto cut = std::make_shared<const core::CutPhoto>(std::move(*done));
    const core::Result<core::Image> image =
        resizedTo(mostForTheScreen, forTheScreen(cut->photo.image));
    if (!image)
        return tl::unexpected(image.error());
    const core::Result<core::Image> small =
        resizedTo(mostForTheScreen, forTheScreen({cut->cutout.rgba}));
    if (!small)
        return tl::unexpected(small.error());
    const core::Cutout cutout {small->pixels};
    return FullCut {cut, {*image, cutout, thumbnailFrom(qimageFrom(cutout)), cut->saliency},
        core::visibleFrame(cut->matte.alpha)};
}

core::Result<Picture> effectPicture(const core::Image &image, const core::Cutout &cutout,
    core::Size photoSize, const std::string &effect, MaskStage stage,
    const core::Progress &progress)
{
    const core::Effect *found = core::effectNamed(effect);
    if (!found)
        return core::fail(core::Error::Code::Unexpected, "no effect " + effect);
    const core::Cutout shown {core::inEightBits(cutout.rgba)};
    return found->apply(shown, progress).map([&](const core::Cutout &looked) {
        return Picture {.photoSize = photoSize,
            .original = qimageFrom(core::overWhite(forTheScreen(image))),
            .cutoutSize = scaledSize(looked.size(), image.size(), photoSize),
            .cutout = qimageFrom(looked),
            .plain = {},
            .stage = stage};
    });
}

Picture plainPicture(const core::Image &image, core::Size photoSize)
{
    Picture picture;
    picture.photoSize = photoSize;
    picture.original = qimageFrom(core::overWhite(image));
    return picture;
}

} // namespace ui
