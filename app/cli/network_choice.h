#pragma once

#include "core/inference/network_size.h"
#include "core/network/network.h"
#include "core/result.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace CLI {
class App;
class Option;
}

namespace cli {

/// Which network somebody means: a known model by its name, or a file of weights with what the
/// file does not say.
struct NetworkChoice
{
    std::string model = "lite";
    std::filesystem::path checkpoint; ///< "": the model's own file
    std::string architecture; ///< "swin-b": of the checkpoint; "": found in it
    int baseSize = 0; ///< px: of the checkpoint; 0: that of the published file
};

/// A network as it can be loaded.
struct ChosenNetwork
{
    std::string name; ///< the model's, or the file's without its ending
    std::filesystem::path checkpoint;
    core::NetworkOptions options;
    int size = 384; ///< px, the side that the network was made for
};

/// Adds --model, --checkpoint, --architecture and --base-size.
void addNetworkChoice(CLI::App &command, NetworkChoice &choice);

/// Adds --base-size.
CLI::Option *addBaseSize(CLI::App &command, int &baseSize);

/// Adds --size, which takes what a network takes: multiples of 32.
void addNetworkSize(CLI::App &command, int &size, const std::string &what);
void addNetworkSize(CLI::App &command, std::vector<int> &sizes, const std::string &what);

/// Adds --precision and --fine-stages.
void addPrecision(CLI::App &command, core::Precision &precision);
void addFineStages(CLI::App &command, core::FineStages &fineStages);

/// Adds --resize.
void addResize(CLI::App &command, core::ResizeRule &rule);

/// Adds --blend.
void addBlend(CLI::App &command, std::optional<core::Blending> &blending);

/// "everywhere", "near-edges"
std::string wordFor(core::FineStages fineStages);

/// Errors: ModelMissing (no such model, or its file is not here); HashMismatch (it is broken);
/// ModelMismatch (a file without a network of ours); BaseSizeMissing (a file that nobody
/// published, and no size was said).
core::Result<ChosenNetwork> chosenNetwork(
    const NetworkChoice &choice, const std::filesystem::path &program);

} // namespace cli
