#pragma once

#include "core/files/kept_sum.h"
#include "core/files/photo.h"
#include "core/pipeline/cut_image.h"

#include <filesystem>
#include <string>

namespace core {

/// A photo and its cut-out at the photo's own size.
struct CutPhoto
{
    Photo photo;
    KeptSum sum; ///< of the photo's file
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
    MaskWish mask = {}; ///< its source is set here
    KeptSum sum = {}; ///< shared by all that is made of the file
};

/// The whole way from file to cut-out. Errors: those of readPhoto() and cutImage().
Result<CutPhoto> cutPhoto(
    Segmenter &segmenter, const CutRequest &request, const Progress &progress = {});

/// The same for a photo that was read already, by request.read; `decodeSeconds` is how long that
/// took. Errors: those of cutImage().
Result<CutPhoto> cutPhoto(Segmenter &segmenter, Photo photo, double decodeSeconds,
    const CutRequest &request, const Progress &progress = {});

/// The first half of that: the mask, which is then request.mask.known. Errors: those of maskOf() for
/// an image.
Result<Saliency> maskOf(Segmenter &segmenter, const Photo &photo, const CutRequest &request,
    const Progress &progress = {});

/// Names the pixels that readPhoto() gives, for SegmentRequest::source: by the hash of the file's
/// bytes and all that matters of the options. "" once it is not the file of that stamp any more.
std::string pixelSource(const std::filesystem::path &file, const FileStamp &stamp,
    const ReadOptions &read, const KeptSum &sum = {});

} // namespace core
