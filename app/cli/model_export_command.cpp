#include "app/cli/model_export_command.h"

#include "app/cli/report.h"
#include "app/cli/words.h"
#include "core/network/torchscript_export.h"

#include <CLI/CLI.hpp>

#include <cstdio>

namespace fs = std::filesystem;

namespace cli {

namespace {

core::Result<core::TorchScriptAgreement> written(
    const ModelExportOptions &options, const ChosenNetwork &network)
{
    return core::exportTorchScript(network.checkpoint, network.options,
        {.size = options.size == 0 ? network.size : options.size,
            .batch = options.batch,
            .u8 = options.u8,
            .replaces = options.replace},
        options.torchScript);
}

} // namespace

void addModelExport(CLI::App &model, ModelExportOptions &options)
{
    auto *command =
        model.add_subcommand("export", "Write a network as a file that other programs can run");
    addNetworkChoice(*command, options.network);
    command->add_option("--torchscript", options.torchScript, "The TorchScript file to be written")
        ->required();
    addNetworkSize(*command, options.size,
        "Side of the square input, a multiple of 32 (default: the network's own)");
    command->add_option("--batch", options.batch, "Pictures a call")
        ->capture_default_str()
        ->check(CLI::Range(1, 64));
    command->add_flag("--u8", options.u8,
        "Bytes in [N,H,W,3] and out [N,H,W] (default: normalised floats in [N,3,H,W], 0..1 out)");
    command->add_flag("--replace", options.replace, "Replace a file of that name");
}

int exportModel(const ModelExportOptions &options, const fs::path &program)
{
    const auto agreement = chosenNetwork(options.network, program)
                               .and_then([&options](const ChosenNetwork &network) {
                                   return written(options, network);
                               });
    if (!agreement)
        return failed(agreement.error());
    std::printf("%s: differs from ours by at most %.2g of %d\n",
        shown(options.torchScript.string()).c_str(), agreement->largestDifference,
        options.u8 ? 255 : 1);
    return 0;
}

} // namespace cli
