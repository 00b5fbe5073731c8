#include "core/pipeline/cut_photo.h"

#include "core/files/hash.h"
#include "core/metrics/stopwatch.h"

namespace core {

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
    MaskWish wish = request.mask;
    wish.source = [&] { return pixelSource(request.file, photo.header.stamp, request.read); };
    return cutImage(segmenter, photo.image, wish, progress).map([&](CutImage cut) {
        cut.seconds.decode = decodeSeconds;
        return CutPhoto {std::move(photo), std::move(cut.saliency), std::move(cut.matte),
            std::move(cut.cutout), cut.seconds};
    });
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
