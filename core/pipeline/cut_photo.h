#pragma once

#include "core/files/photo.h"
#include "core/inference/segmenter.h"

#include <filesystem>
#include <functional>
#include <optional>

namespace core {

/// Seconds per stage; 0 for one that did not run.
struct CutSeconds
{
    double decode = 0;
    double network = 0;
    double matte = 0;
    double foreground = 0;
    double total() const { return decode + network + matte + foreground; }
};

/// A photo and its cut-out at the photo's own size.
struct CutPhoto
{
    Photo photo;
    Saliency saliency;
    Matte matte;
    Cutout cutout;
    CutSeconds seconds;
};

/// What to cut and how. A quick preview is the same with `read.enough` set and Detail::Preview.
struct CutRequest
{
    std::filesystem::path file;
    ReadOptions read;
    Detail detail = Detail::Full;
    std::optional<Saliency> known; ///< a mask already made of this photo: the network does not run
    std::function<int()> urgency; ///< see SegmentRequest
};

/// The whole way from file to cut-out. A photo with transparency of its own keeps it: the matte is
/// multiplied by it. Errors: those of readPhoto(), Segmenter::segment(), refinedMatte() and
/// foregroundFreed(); NoAnimal.
Result<CutPhoto> cutPhoto(
    Segmenter &segmenter, const CutRequest &request, const Progress &progress = {});

} // namespace core
