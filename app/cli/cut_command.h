#pragma once

#include "app/cli/cut_look.h"
#include "app/engine.h"

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
    LookOptions look; ///< in place of a print
    bool scale = false; ///< photos over the limit are used at the suggested size
    bool replace = false;
    bool asJson = false;
};

/// `pawtrait-cli cut`: from photos to print-ready PNGs, one after the other; a bad file does not
/// stop the rest. Returns the exit status: 0; 1 if a photo failed or
/// a folder holds no photos; 2 for options that make no
/// sense; 130 when interrupted.
int cut(
    const CutOptions &options, const std::filesystem::path &program, const std::stop_token &stop);

} // namespace cli
