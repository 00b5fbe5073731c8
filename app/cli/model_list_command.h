#pragma once

#include <filesystem>
#include <stop_token>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace cli {

/// What the command lines of `list`, `verify` and `remove` say.
struct ModelListOptions
{
    std::vector<std::string> names; ///< of verify: none: all that are here
    bool asJson = false;
};

/// Adds `list`, `verify` and `remove` below `model`.
void addModelList(CLI::App &model, ModelListOptions &options);

/// `pawtrait-cli model list`: which models there are, and what of them is on this computer. Returns
/// the exit status: 0; 1 where there is no shelf.
int listModels(const ModelListOptions &options, const std::filesystem::path &program);

/// `pawtrait-cli model verify`: files read against their checksums. Returns the exit status: 0; 1
/// where a file is not what it should be; 130 when interrupted.
int verifyModels(const ModelListOptions &options, const std::filesystem::path &program,
    const std::stop_token &stop);

/// `pawtrait-cli model remove`. Returns the exit status: 0; 1 where something stays.
int removeModels(const ModelListOptions &options, const std::filesystem::path &program);

} // namespace cli
