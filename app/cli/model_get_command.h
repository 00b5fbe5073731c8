#pragma once

#include <filesystem>
#include <stop_token>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace cli {

/// What the command line says.
struct ModelGetOptions
{
    std::vector<std::string> names;
    std::string proxy; ///< "": what the environment says
    bool asJson = false;
};

/// Adds `get` below `model`.
void addModelGet(CLI::App &model, ModelGetOptions &options);

/// `pawtrait-cli model get`: downloads models, going on where an earlier call ended, and verifies
/// them. Licence and caveats are said first. Returns the exit status: 0 all are here and right; 1
/// if not; 130 when interrupted: what came so far is kept.
int getModels(const ModelGetOptions &options, const std::filesystem::path &program,
    const std::stop_token &stop);

} // namespace cli
