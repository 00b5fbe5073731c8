#include "core/pipeline/cut_photo.h"

#include "core/metrics/stopwatch.h"

namespace core {

namespace {

/// The request's, with the name of the pixels. Both must outlive it.
MaskWish wishFor(const Photo &photo, const CutRequest &request)
{
    MaskWish wish = request.mask;
    wish.source = [&] {
        return pixelSource(request.file, photo.header.stamp, request.read, request.sum);
    };
    return wish;
}

} // namespace

Result<CutPhoto> cutPhoto(Segmenter &segmenter, const CutRequest &request, const Progress &progress)
{
    Stopwatch watch;
    auto photo = readPhoto(request.file, request.read, progress.part(0, 0.2));
    if (!photo)
        return tl::unexpected(photo.error());
    return cutPhoto(segmenter, std::move(*photo), watch.lap(), request, progress.part(0.2, 1));
}

Result<CutPhoto> cutPhoto(Segmenter &segmenter, Photo photo, double decodeSeconds,
    const CutRequest &request, const Progress &progress)
{
    return cutImage(segmenter, photo.image, wishFor(photo, request), progress).map([&](CutImage cut) {
        cut.seconds.decode = decodeSeconds;
        return CutPhoto {std::move(photo), request.sum, std::move(cut.saliency),
            std::move(cut.matte), std::move(cut.cutout), cut.seconds};
    });
}

Result<Saliency> maskOf(Segmenter &segmenter, const Photo &photo, const CutRequest &request,
    const Progress &progress)
{
    return maskOf(segmenter, photo.image, wishFor(photo, request), progress);
}

std::string pixelSource(const std::filesystem::path &file, const FileStamp &stamp,
    const ReadOptions &read, const KeptSum &sum)
{
    const auto hash = sum.of(file, stamp);
    if (!hash)
        return {};
    return "photo " + *hash + " enough " + nameOf(read.enough) + " exactly " + nameOf(read.exactly)
        + " most " + std::to_string(read.mostPixels) + " profile "
        + std::to_string(read.limits.mostProfileBytes);
}

} // namespace core
