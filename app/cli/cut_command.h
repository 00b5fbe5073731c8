#pragma once

#include "app/cli/cut_look.h"
#include "app/engine.h"
#include "core/files/png_deflate.h"
#include "core/files/read_limits.h"
#include "core/image/image.h"

#include <filesystem>
#include <stop_token>
#include <string>
#include <vector>

namespace cli {

/// What the command line says.
struct CutOptions
{
    std::vector<std::filesystem::path> files; ///< folders stand for the photos in them
    std::filesystem::path out;
    app::EngineOptions engine;
    std::string effect = "original";
    std::string size; ///< "30x40cm"; "": the photo's own pixels
    double dotsPerInch = 300;
    std::string nameTemplate; ///< "": the recipe's own
    bool trim = false;
    bool mask = false; ///< the alpha alone
    bool keepLocation = false; ///< the place where a photo was taken goes into its print
    LookOptions look; ///< in place of a print
    core::Compression compression = core::Compression::Fast; ///< of the PNGs
    core::Depth depth = core::Depth::AsStored; ///< of plain cut-outs; all else is 8 bit
    bool scale = false; ///< photos over the limit are used at the suggested size
    bool replace = false;
    bool asJson = false;
    core::ReadLimits readLimits; ///< what a file may make us take
};

/// `pawtrait-cli cut`: from photos to print-ready PNGs, a few under way at once; a bad file does not
/// stop the rest. Returns the exit status: 0; 1 if a photo failed or
/// a folder holds no photos; 2 for options that make no
/// sense; 130 when interrupted.
int cut(
    const CutOptions &options, const std::filesystem::path &program, const std::stop_token &stop);

} // namespace cli
