#pragma once

#include "core/files/photo.h"
#include "core/pipeline/cut_image.h"

#include <filesystem>

namespace core {

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
    ReadOptions read = {};
    MaskWish mask = {};
};

/// The whole way from file to cut-out. Errors: those of readPhoto() and cutImage().
Result<CutPhoto> cutPhoto(
    Segmenter &segmenter, const CutRequest &request, const Progress &progress = {});

} // namespace core
