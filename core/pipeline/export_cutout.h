#pragma once

#include "core/files/png_deflate.h"
#include "core/files/safe_save.h"
#include "core/pipeline/cut_photo.h"
#include "core/print/recipe.h"

#include <filesystem>
#include <string>

namespace core {

/// What to write and where.
struct ExportRequest
{
    std::filesystem::path photo; ///< the original: gives the name, is never replaced
    std::filesystem::path folder; ///< made if its parent exists
    Recipe recipe;
    std::string effect = "original";
    IfExists ifExists = IfExists::MakeUnique;
    KeepLocation keepLocation = KeepLocation::No;
    Compression compression = Compression::Fast;
};

/// Seconds per stage of an export.
struct ExportSeconds
{
    double effect = 0;
    double print = 0;
    double write = 0; ///< encoding and saving
    double total() const { return effect + print + write; }
};

/// What was written.
struct Exported
{
    std::filesystem::path file;
    Size size;
    int bitsPerChannel = 8; ///< or 16
    double dotsPerInch = 0;
    double scale = 1; ///< over 1: enlarged beyond the photo's own pixels
    ExportSeconds seconds;
};

/// The file that an export is meant for; with IfExists::MakeUnique it may get a number, and a mask
/// has "_mask" at its end. Errors: those of expandedName().
Result<std::filesystem::path> exportTarget(const ExportRequest &request, const std::string &model);

/// Writes a picture in place of the cut-out, at its own pixels; see maskPicture(). request.effect
/// is only what it is called. Errors: as exportCutout().
Result<Exported> exportPicture(const CutPhoto &cut, const Image &picture,
    const ExportRequest &request, const Progress &progress = {});

/// True for a PNG that came from here, whatever it is called.
bool isExport(const std::filesystem::path &file);

/// From cut-out to print-ready PNG, 16 bit where the cut-out is deep and has no effect: effect,
/// print size, PNG with sRGB profile, pHYs and text chunks that say how it was made (source and its
/// SHA-256, model, device, precision, effect), safe save. What the photo says of its capture,
/// camera and owner is kept (eXIf, and a text "Contact"). The same inputs give the same bytes. A
/// preview mask is refused (Unexpected): never printed. On an error nothing is left behind, not
/// even a new folder. Errors: those of the effect, printPicture(), expandedName(), encodedPng() and
/// saveSafely(); FileChanged (not the photo that was cut).
Result<Exported> exportCutout(
    const CutPhoto &cut, const ExportRequest &request, const Progress &progress = {});

/// The alpha alone, as a grey PNG of the photo's size; effect and product size do not count.
Result<Exported> exportMask(
    const CutPhoto &cut, const ExportRequest &request, const Progress &progress = {});

} // namespace core
