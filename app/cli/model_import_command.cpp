#include "app/cli/model_import_command.h"

#include "app/cli/network_choice.h"
#include "app/cli/progress_bar.h"
#include "app/cli/report.h"
#include "app/cli/shelf.h"

#include <CLI/CLI.hpp>

#include <cstdio>

namespace fs = std::filesystem;

namespace cli {

void addModelImport(CLI::App &model, ModelImportOptions &options)
{
    auto *command = model.add_subcommand("import", "Take a file of weights in as a model");
    command->add_option("file", options.file, "A PyTorch checkpoint (.pth)")->required();
    command->add_option("--name", options.name,
        "A listed model, or a new name of a-z, 0-9 and - (default: made of the file's)");
    addBaseSize(*command, options.baseSize);
}

int importModel(
    const ModelImportOptions &options, const fs::path &program, const std::stop_token &stop)
{
    const auto shelf = openedShelf(program);
    if (!shelf)
        return 1;
    core::ModelImport chosen {.file = options.file, .name = options.name};
    if (options.baseSize > 0)
        chosen.baseSize = options.baseSize;
    ProgressBar bar(1);
    const auto show = [&](double fraction) {
        bar.show(0, options.file.filename().string(), fraction);
    };
    const auto name = shelf->import(chosen, core::Progress(stop, show));
    bar.wipe();
    if (name) {
        std::printf("%s is here: choose it with --model %s\n", name->c_str(), name->c_str());
        return 0;
    }
    return failed(name.error(), stop);
}

} // namespace cli
