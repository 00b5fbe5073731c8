#pragma once

#include "core/files/read_limits.h"

#include <filesystem>
#include <string>
#include <vector>

namespace cli {

/// What the command line says.
struct CheckOptions
{
    std::vector<std::filesystem::path> files; ///< folders stand for the photos in them
    std::string size; ///< "30x40cm"; "": no print check
    bool asJson = false;
    core::ReadLimits readLimits; ///< what a file may make us take
};

/// `pawtrait-cli check`: what each photo is and whether it is good enough, from the header alone.
/// `program`: this one. Returns the exit status: 0; 1 if a file could not be read or a folder holds
/// no photos; 2 for a size that is none.
int check(const CheckOptions &options, const std::filesystem::path &program);

} // namespace cli
