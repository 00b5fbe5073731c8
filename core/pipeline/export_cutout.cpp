#include "core/pipeline/export_cutout.h"

#include "core/effects/effect.h"
#include "core/files/hash.h"
#include "core/files/png_writer.h"
#include "core/metrics/stopwatch.h"
#include "core/print/name_template.h"
#include "core/print/print_size.h"

namespace fs = std::filesystem;

namespace core {

namespace {

using Texts = std::vector<std::pair<std::string, std::string>>;

/// What somebody needs who asks in six months how this print came about. No time of day: the same
/// inputs give the same bytes.
Result<Texts> provenance(const CutPhoto &cut, const ExportRequest &request)
{
    return sha256Of(request.photo).map([&](const std::string &hash) -> Texts {
        const MaskRecord &mask = cut.saliency.record;
        return {
            {"Software", "Pawtrait"},
            {"Source", request.photo.filename().string()},
            {"Source SHA-256", hash},
            {"Mask model", mask.model},
            {"Mask device", mask.device},
            {"Mask precision", mask.precision},
            {"Mask network size",
                std::to_string(mask.networkSize.width) + "x"
                    + std::to_string(mask.networkSize.height)},
            {"Effect", request.effect},
        };
    });
}

Result<fs::path> targetFile(
    const CutPhoto &cut, const ExportRequest &request, const std::string &suffix)
{
    const NameFacts facts = {
        .name = request.photo.stem().string(),
        .effect = request.effect,
        .size = request.recipe.size ? nameOf(*request.recipe.size) : "",
        .model = cut.saliency.record.model,
    };
    return expandedName(request.recipe.nameTemplate, facts).map([&](const std::string &name) {
        return request.folder / (name + suffix + ".png");
    });
}

Result<> checked(const CutPhoto &cut, const ExportRequest &request)
{
    if (cut.saliency.detail != Detail::Full)
        return fail(Error::Code::Unexpected, "a preview mask is never printed");
    std::error_code error;
    fs::create_directory(request.folder, error);
    if (!fs::is_directory(request.folder, error))
        return fail(Error::Code::TargetUnwritable, request.folder.string());
    return {};
}

/// Encodes and saves; returns the file.
Result<fs::path> written(const cv::Mat &pixels, double dotsPerInch, const CutPhoto &cut,
    const ExportRequest &request, const std::string &suffix, const Progress &progress)
{
    const auto target = targetFile(cut, request, suffix);
    if (!target)
        return target;
    return provenance(cut, request)
        .and_then([&](Texts texts) {
            return encodedPng(
                pixels, {.dotsPerInch = dotsPerInch, .texts = std::move(texts)}, progress);
        })
        .and_then([&](const std::vector<std::uint8_t> &png) -> Result<fs::path> {
            if (progress.stopped())
                return fail(Error::Code::Cancelled);
            return saveSafely(*target, png, request.ifExists, request.photo);
        });
}

Result<Cutout> withEffect(const Cutout &cutout, const std::string &id, const Progress &progress)
{
    const Effect *effect = effectNamed(id);
    if (!effect)
        return fail(Error::Code::Unexpected, "no effect is called " + id);
    return effect->apply(cutout, progress);
}

} // namespace

Result<Exported> exportCutout(
    const CutPhoto &cut, const ExportRequest &request, const Progress &progress)
{
    if (const auto fine = checked(cut, request); !fine)
        return tl::unexpected(fine.error());
    Stopwatch watch;
    Exported exported;

    const auto styled = withEffect(cut.cutout, request.effect, progress.part(0, 0.3));
    if (!styled)
        return tl::unexpected(styled.error());
    exported.seconds.effect = watch.lap();

    const auto picture = printPicture(*styled, request.recipe, progress.part(0.3, 0.6));
    if (!picture)
        return tl::unexpected(picture.error());
    exported.seconds.print = watch.lap();

    auto file = written(
        picture->cutout.rgba, picture->dotsPerInch, cut, request, "", progress.part(0.6, 1));
    if (!file)
        return tl::unexpected(file.error());
    exported.seconds.write = watch.lap();
    exported.file = std::move(*file);
    exported.size = picture->cutout.size();
    exported.dotsPerInch = picture->dotsPerInch;
    exported.scale = picture->scale;
    progress.report(1);
    return exported;
}

Result<Exported> exportMask(
    const CutPhoto &cut, const ExportRequest &request, const Progress &progress)
{
    if (const auto fine = checked(cut, request); !fine)
        return tl::unexpected(fine.error());
    Stopwatch watch;
    const double dotsPerInch = request.recipe.dotsPerInch;
    return written(cut.matte.alpha, dotsPerInch, cut, request, "_mask", progress)
        .map([&](fs::path file) {
            return Exported {.file = std::move(file),
                .size = cut.matte.size(),
                .dotsPerInch = dotsPerInch,
                .scale = 1,
                .seconds = {.effect = 0, .print = 0, .write = watch.lap()}};
        });
}

} // namespace core
