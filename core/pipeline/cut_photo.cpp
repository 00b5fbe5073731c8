#include "core/pipeline/cut_photo.h"

#include "core/metrics/stopwatch.h"

namespace core {

Result<CutPhoto> cutPhoto(Segmenter &segmenter, const CutRequest &request, const Progress &progress)
{
    Stopwatch watch;
    auto photo = readPhoto(request.file, request.read, progress.part(0, 0.2));
    if (!photo)
        return tl::unexpected(photo.error());
    const double decode = watch.lap();
    return cutImage(segmenter, photo->image, request.mask, progress.part(0.2, 1))
        .map([&](CutImage cut) {
            cut.seconds.decode = decode;
            return CutPhoto {std::move(*photo), std::move(cut.saliency), std::move(cut.matte),
                std::move(cut.cutout), cut.seconds};
        });
}

} // namespace core
