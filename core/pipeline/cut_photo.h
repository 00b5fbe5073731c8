#pragma once

#include "core/checks/megapixel_policy.h"
#include "core/effects/effect.h"
#include "core/files/photo.h"
#include "core/files/safe_save.h"
#include "core/inference/segmenter.h"
#include "core/print/recipe.h"

#include <filesystem>

namespace core {

/// Seconds per stage; 0 for one that did not run.
struct StageSeconds
{
    double decode = 0;
    double network = 0;
    double matte = 0;
    double foreground = 0;
    double effect = 0;
    double print = 0;
    double write = 0;
    double total() const { return decode + network + matte + foreground + effect + print + write; }
};

/// A photo and its cut-out at the photo's own size.
struct CutPhoto
{
    Photo photo;
    Saliency saliency;
    Matte matte;
    Cutout cutout;
    StageSeconds seconds;
};

/// The whole way from file to cut-out. Where `known` is given (a mask already made of this photo),
/// the network does not run. Errors: those of readPhoto() and Segmenter::segment(); NoAnimal.
Result<CutPhoto> cutPhoto(Segmenter &segmenter, const std::filesystem::path &file,
    const ReadOptions &options, const Progress &progress = {}, const Saliency *known = nullptr);

struct Export
{
    std::filesystem::path folder;
    Recipe recipe;
    std::string effect = "original";
    IfExists ifExists = IfExists::MakeUnique;
};

struct Exported
{
    std::filesystem::path file;
    Size size;
    double dotsPerInch = 0;
    double scale = 1; ///< over 1: enlarged beyond the photo's own pixels
    StageSeconds seconds;
};

/// From cut-out to print-ready PNG: effect, print size, PNG with profile, pHYs and text chunks that
/// say how it was made, safe save. Errors: those of the effect, printPicture(), expandedName(),
/// encodedPng() and saveSafely().
Result<Exported> exportCutout(const CutPhoto &cut, const std::filesystem::path &photo,
    const Export &request, const Progress &progress = {});

/// The alpha alone, as a grey PNG of the photo's size.
Result<Exported> exportMask(const CutPhoto &cut, const std::filesystem::path &photo,
    const Export &request, const Progress &progress = {});

} // namespace core
