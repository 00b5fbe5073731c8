#include "core/pipeline/cut_photo.h"

#include "core/files/hash.h"
#include "core/metrics/stopwatch.h"

namespace core {

namespace {

/// The request's, with the name of the pixels. Both must outlive it.
MaskWish wishFor(const Photo &photo, const CutRequest &request)
{
    MaskWish wish = request.mask;
    wish.source = [&] { return pixelSource(request.file, photo.header.stamp, request.read); };
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
        return CutPhoto {std::move(photo), std::move(cut.saliency), std::move(cut.matte),
            std::move(cut.cutout), cut.seconds};
    });
}

Result<Saliency> maskOf(Segmenter &segmenter, const Photo &photo, const CutRequest &request,
    const Progress &progress)
{
    return maskOf(segmenter, photo.image, wishFor(photo, request), progress);
}

std::string pixelSource(
    const std::filesystem::path &file, const FileStamp &stamp, const ReadOptions &read)
{
    const auto hash = sha256Of(file);
    const auto now = stampOf(file);
    if (!hash || !now || *now != stamp)
        return {};
    return "photo " + *hash + " enough " + nameOf(read.enough) + " exactly " + nameOf(read.exactly)
        + " most " + std::to_string(read.mostPixels) + " profile "
        + std::to_string(read.limits.mostProfileBytes);
}

} // namespace core
