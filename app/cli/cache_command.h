#pragma once

#include <cstdint>

namespace CLI {
class App;
}

namespace cli {

/// What the command line says.
struct CacheOptions
{
    bool clear = false;
    bool asJson = false;
};

/// Adds `cache`.
void addCache(CLI::App &app, CacheOptions &options);

/// Adds --no-cache and --cache-gigabytes to a command that makes masks. bytes: 0 for none.
void addMaskCache(CLI::App &command, std::int64_t &bytes);

/// `pawtrait-cli cache`: what is kept of masks made before, and where; with `clear` nothing any
/// more. Returns the exit status: 0; 1 if something could not be deleted.
int cache(const CacheOptions &options);

} // namespace cli
