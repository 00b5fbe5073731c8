#include "app/cli/cut_look.h"

#include "core/image/compose.h"

#include <CLI/CLI.hpp>

namespace cli {

void addLook(CLI::App &command, LookOptions &options, const std::vector<CLI::Option *> &ofPrints)
{
    auto *type = command.add_option("--type", options.type,
        "Not a print but, in the photo's own pixels: rgba, map, green, white, blur, overlay, a "
        "colour (\"[10, 200, 30]\"), or a picture to put behind");
    for (CLI::Option *option : ofPrints)
        type->excludes(option);
    command
        .add_option(
            "--threshold", options.threshold, "With --type: above it all animal, else none")
        ->check(CLI::Range(0.0, 1.0))
        ->needs(type);
    command
        .add_flag(
            "--reverse", options.reverse, "With --type: the background in place of the animal")
        ->needs(type);
}

core::Result<std::optional<core::MaskLook>> lookFrom(const LookOptions &options)
{
    if (options.type.empty())
        return std::nullopt;
    std::optional<core::MaskLook> look = core::maskLookNamed(options.type);
    if (!look) {
        const auto picture = core::readPhoto(options.type);
        if (!picture)
            return tl::unexpected(picture.error());
        look = {.kind = core::MaskLook::Kind::OverPicture,
            .picture = core::overWhite(picture->image)};
    }
    look->threshold = options.threshold;
    look->isReversed = options.reverse;
    return look;
}

std::string wordFor(const LookOptions &options)
{
    if (options.type.starts_with('['))
        return "colour";
    return core::maskLookNamed(options.type) ? options.type : "background";
}

core::Result<core::Exported> exportedLook(const core::CutPhoto &cutPhoto,
    const core::MaskLook &look, const core::ExportRequest &request,
    const core::Progress &progress)
{
    return core::maskPicture(core::overWhite(cutPhoto.photo.image), core::maskFrom(cutPhoto.matte),
        look, progress.part(0, 0.5))
        .and_then([&](const core::Image &picture) {
            return core::exportPicture(cutPhoto, picture, request, progress.part(0.5, 1));
        });
}

} // namespace cli
