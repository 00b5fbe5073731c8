#include "app/cli/cache_command.h"

#include "app/cli/report.h"
#include "app/cli/words.h"
#include "core/inference/mask_cache.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <cmath>
#include <cstdio>

namespace cli {

void addCache(CLI::App &app, CacheOptions &options)
{
    auto *command =
        app.add_subcommand("cache", "Say which masks are kept from earlier, and clear them");
    command->add_flag("--clear", options.clear, "Delete the masks that are kept");
    command->add_flag("--json", options.asJson, "Print the report as JSON");
}

void addMaskCache(CLI::App &command, std::int64_t &bytes)
{
    auto *none = command.add_flag_callback(
        "--no-cache", [&bytes] { bytes = 0; }, "Neither use nor keep masks on the disk");
    command
        .add_option_function<double>(
            "--cache-gigabytes",
            [&bytes](double gigabytes) { bytes = std::llround(gigabytes * 1e9); },
            "How much of the disk the masks that are kept may take")
        ->default_str("2")
        ->check(CLI::Range(0.0, 1000.0))
        ->excludes(none);
}

int cache(const CacheOptions &options)
{
    const auto folder = core::maskCacheFolder();
    if (options.clear)
        if (const auto cleared = core::clearMasks(folder); !cleared)
            return failed(cleared.error());
    const core::KeptMasks kept = core::keptMasks(folder);
    if (options.asJson)
        printJson({{"folder", folder.string()}, {"masks", kept.count}, {"bytes", kept.bytes}});
    else
        std::printf("%d masks, %.1f MB, in %s\n", kept.count, double(kept.bytes) / 1e6,
            shown(folder.string()).c_str());
    return 0;
}

} // namespace cli
