#pragma once

#include "core/network/network.h"

#include <filesystem>
#include <string>
#include <vector>

namespace core {

/// A network that a user can choose.
struct Model
{
    std::string name; ///< "lite"
    std::string fileName; ///< inside the models folder
    NetworkOptions network;
    int previewSize = 256; ///< px, square network input
    int fullSize = 384; ///< px, square network input
};

/// All models of the manifest (manifest.h), the bundled one first.
const std::vector<Model> &knownModels();

/// Where the model files are: PAWTRAIT_MODELS, else share/pawtrait/models beside the program's bin,
/// else the models folder of the source tree the program was built in. The first that exists;
/// ModelMissing naming all that were tried.
Result<std::filesystem::path> modelsFolder(const std::filesystem::path &program);

} // namespace core
