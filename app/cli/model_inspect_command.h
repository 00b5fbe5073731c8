#pragma once

#include <filesystem>
#include <vector>

namespace CLI {
class App;
}

namespace cli {

/// What the command line says.
struct ModelInspectOptions
{
    std::vector<std::filesystem::path> files;
    bool asJson = false;
};

/// Adds `inspect` below `model`.
void addModelInspect(CLI::App &model, ModelInspectOptions &options);

/// `pawtrait-cli model inspect`: what files of weights are. Returns the exit status: 0 each holds a
/// network of ours; 1 if not.
int inspectModels(const ModelInspectOptions &options, const std::filesystem::path &program);

} // namespace cli
