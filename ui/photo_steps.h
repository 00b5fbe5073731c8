#pragma once

#include "core/checks/megapixel_policy.h"
#include "core/files/photo_readers.h"
#include "core/pipeline/cut_photo.h"
#include "core/image/frame.h"
#include "ui/picture.h"

#include <memory>
#include <optional>

/// The steps of one photo's way through the window, as functions of values: each runs in a Lane,
/// off the window's thread, and returns images that are ready to be painted. Photos are read by
/// `readers`, in processes of their own: a file that breaks a decoder costs its photo alone.
namespace ui {

/// Which photo, as it was checked, and at which size it is used.
struct PhotoSource
{
    std::filesystem::path file;
    core::Header header;
    core::Size used; ///< header.size, or an accepted suggestion
    std::int64_t mostPixels = 0; ///< the hard limit: never decoded at full size above it
    std::optional<core::Size> imported = {}; ///< of a huge one: the size it is or may be used at
    core::KeptSum sum = {}; ///< of the file, for all steps

    /// Over the hard limit: reading takes seconds, at whatever size.
    bool isHuge() const { return core::areaOf(header.size) > mostPixels; }
};

/// What the header alone says of a photo.
struct CheckedPhoto
{
    core::Header header;
    core::SizeVerdict verdict;
};

/// Header bytes only. Errors: those of core::PhotoReaders::probe().
core::Result<CheckedPhoto> checkedPhoto(core::PhotoReaders &readers,
    const std::filesystem::path &file, const core::MegapixelLimits &limits,
    const core::Progress &progress);

/// A photo decoded as small as is useful for the screen (long side at least 960 px where the photo
/// has them, at most 1600).
struct SmallPhoto
{
    core::Image image;
    QImage thumbnail;
};
core::Result<SmallPhoto> smallPhoto(
    core::PhotoReaders &readers, const PhotoSource &source, const core::Progress &progress);

/// The thumbnail alone, from the quickest decode there is.
core::Result<QImage> photoThumbnail(
    core::PhotoReaders &readers, const PhotoSource &source, const core::Progress &progress);

/// A cut-out at screen size, and the mask it was made with.
struct SmallCut
{
    core::Image image;
    core::Cutout cutout;
    QImage thumbnail; ///< of the cut-out
    core::Saliency saliency;
};

/// The first mask of smallPhoto()'s image, or, where `known` is given, the full mask at screen size
/// without the network. Errors: those of core::cutImage().
core::Result<SmallCut> smallCut(core::Segmenter &segmenter, const PhotoSource &source,
    const core::Image &small, const std::optional<core::Saliency> &known,
    const core::Progress &progress);

/// The photo's full mask where the segmenter keeps it: found by the file's bytes alone, without
/// decoding and without the network.
std::optional<core::Saliency> keptFullMask(
    const core::Segmenter &segmenter, const PhotoSource &source);

/// The whole way from file to cut-out at the photo's own size and depth, as core::cutPhoto(); by
/// `known` without the network, where it is given.
core::Result<core::CutPhoto> cutFromFile(core::Segmenter &segmenter, core::PhotoReaders &readers,
    const PhotoSource &source, const std::optional<core::Saliency> &known,
    const core::Progress &progress);

/// The cut-out at the photo's own size, and what is shown of it before anything larger is ready.
struct FullCut
{
    std::shared_ptr<const core::CutPhoto> cut;
    SmallCut small;
    core::Frame animal; ///< visible part, px of the photo as used
};
core::Result<FullCut> fullCut(core::Segmenter &segmenter, core::PhotoReaders &readers,
    const PhotoSource &source, const std::optional<core::Saliency> &known,
    const core::Progress &progress);

/// What the canvas shows: `image` and `cutout` of equal size, standing for a photo of `photoSize`,
/// with the effect applied, in 8 bit. Errors: those of the effect; Unexpected for one of unknown name.
core::Result<Picture> effectPicture(const core::Image &image, const core::Cutout &cutout,
    core::Size photoSize, const std::string &effect, MaskStage stage,
    const core::Progress &progress);

/// The photo alone, before there is a mask.
Picture plainPicture(const core::Image &image, core::Size photoSize);

} // namespace ui
