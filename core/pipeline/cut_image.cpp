#include "core/pipeline/cut_image.h"

#include "core/image/compose.h"
#include "core/image/depth.h"
#include "core/image/guarded.h"
#include "core/matte/foreground.h"
#include "core/matte/refine.h"
#include "core/metrics/stopwatch.h"

#include <opencv2/core.hpp>

namespace core {

namespace {

/// A picture of 8 bit with transparency of its own, taken apart: the network wants plain colours,
/// and those that the transparency hides may be anything.
struct Layers
{
    Image colours;
    cv::Mat ownAlpha; // empty: opaque
};

/// A deep picture is looked at as it is in 8 bit: the mask does not depend on how it is read.
Layers takenApart(const Image &image)
{
    const Image bytes {inEightBits(image.pixels)};
    if (!bytes.hasAlpha())
        return {bytes, {}};
    Layers layers {overWhite(bytes), {}};
    cv::extractChannel(bytes.pixels, layers.ownAlpha, 3);
    return layers;
}

Result<Saliency> saliencyOf(
    Segmenter &segmenter, const MaskWish &wish, const Image &colours, const Progress &progress)
{
    if (wish.known)
        return *wish.known;
    return segmenter.segment(
        {.image = colours,
            .detail = wish.detail,
            .urgency = wish.urgency,
            .source = wish.source},
        progress);
}

Result<Matte> matteOf(const Layers &layers, const Saliency &saliency, const Progress &progress)
{
    if (!animalFound(saliency))
        return fail(Error::Code::NoAnimal,
            "the network's map reaches " + std::to_string(saliency.rawMaximum));
    auto matte = refinedMatte(layers.colours, saliency, progress);
    if (matte && !layers.ownAlpha.empty())
        cv::multiply(matte->alpha, layers.ownAlpha, matte->alpha, 1.0 / 255);
    return matte;
}

Result<CutImage> cut(
    Segmenter &segmenter, const Image &image, const MaskWish &wish, const Progress &progress)
{
    Layers layers = takenApart(image);
    Stopwatch watch;
    CutImage result;

    auto saliency = saliencyOf(segmenter, wish, layers.colours, progress.part(0, 0.5));
    if (!saliency)
        return tl::unexpected(saliency.error());
    result.saliency = std::move(*saliency);
    result.seconds.network = watch.lap();

    auto matte = matteOf(layers, result.saliency, progress.part(0.5, 0.75));
    if (!matte)
        return tl::unexpected(matte.error());
    result.matte = std::move(*matte);
    result.seconds.matte = watch.lap();

    if (image.isDeep())
        layers = {.colours = overWhite(image), .ownAlpha = {}};
    auto cutout = foregroundFreed(layers.colours, result.matte, progress.part(0.75, 1));
    if (!cutout)
        return tl::unexpected(cutout.error());
    result.cutout = std::move(*cutout);
    result.seconds.foreground = watch.lap();
    progress.report(1);
    return result;
}

} // namespace

Result<Saliency> maskOf(
    Segmenter &segmenter, const Image &image, const MaskWish &wish, const Progress &progress)
{
    return guarded(
        [&] { return saliencyOf(segmenter, wish, takenApart(image).colours, progress); });
}

Result<CutImage> cutImage(
    Segmenter &segmenter, const Image &image, const MaskWish &wish, const Progress &progress)
{
    return guarded([&] { return cut(segmenter, image, wish, progress); });
}

} // namespace core
