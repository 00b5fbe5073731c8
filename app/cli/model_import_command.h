#pragma once

#include <filesystem>
#include <stop_token>
#include <string>

namespace CLI {
class App;
}

namespace cli {

/// What the command line says.
struct ModelImportOptions
{
    std::filesystem::path file;
    std::string name; ///< "": that of the published file, else made of the file's name
    int baseSize = 0; ///< px; 0: not said
};

/// Adds `import` below `model`.
void addModelImport(CLI::App &model, ModelImportOptions &options);

/// `pawtrait-cli model import`: copies a file of weights to the other models and says its name.
/// Returns the exit status: 0; 1 if it was not taken; 2 where its base size has to be said; 130
/// when interrupted.
int importModel(const ModelImportOptions &options, const std::filesystem::path &program,
    const std::stop_token &stop);

} // namespace cli
