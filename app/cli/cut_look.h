#pragma once

#include "core/pipeline/export_cutout.h"
#include "core/pipeline/mask_picture.h"

#include <optional>
#include <string>
#include <vector>

namespace CLI {
class App;
class Option;
}

namespace cli {

/// One of the reference's output types in place of a print, as the command line says it.
struct LookOptions
{
    std::string type; ///< a name or colour (core::maskLookNamed()) or a picture's file; "": a print
    std::optional<double> threshold; ///< see core::MaskLook
    bool reverse = false;
};

/// Adds --type, --threshold and --reverse; `ofPrints` are options that make no sense with them.
void addLook(
    CLI::App &command, LookOptions &options, const std::vector<CLI::Option *> &ofPrints);

/// Nothing for a print. Errors: those of reading the picture that is to be put behind.
core::Result<std::optional<core::MaskLook>> lookFrom(const LookOptions &options);

/// What a file of that look is called after: "green", "colour", "background".
std::string wordFor(const LookOptions &options);

/// Errors: those of core::maskPicture() and core::exportPicture().
core::Result<core::Exported> exportedLook(const core::CutPhoto &cutPhoto,
    const core::MaskLook &look, const core::ExportRequest &request,
    const core::Progress &progress);

} // namespace cli
