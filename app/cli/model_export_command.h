#pragma once

#include "app/cli/network_choice.h"

#include <filesystem>

namespace cli {

/// What the command line says.
struct ModelExportOptions
{
    NetworkChoice network;
    std::filesystem::path torchScript; ///< the file to be written
    int size = 0; ///< px, side of the square input; 0: the network's own
    int batch = 1; ///< pictures a call
    bool u8 = false; ///< bytes in and out
    bool replace = false;
};

/// Adds `export` below `model`.
void addModelExport(CLI::App &model, ModelExportOptions &options);

/// `pawtrait-cli model export`: a network as a file that other programs can run. Prints how far it
/// was found from ours. Returns the exit status: 0; 1 if it could not be written or differs.
int exportModel(const ModelExportOptions &options, const std::filesystem::path &program);

} // namespace cli
