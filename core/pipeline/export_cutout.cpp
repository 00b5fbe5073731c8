#include "core/pipeline/export_cutout.h"

#include "core/effects/effect.h"
#include "core/files/made_folder.h"
#include "core/files/png_writer.h"
#include "core/files/utf8.h"
#include "core/metrics/stopwatch.h"
#include "core/print/name_template.h"
#include "core/print/print_size.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <string_view>

namespace fs = std::filesystem;

namespace core {

namespace {

constexpr const char *maker = "Pawtrait";

using Texts = std::vector<std::pair<std::string, std::string>>;

std::string textOf(Size size)
{
    return std::to_string(size.width) + "x" + std::to_string(size.height);
}

std::string joined(const std::vector<std::string> &steps)
{
    std::string text;
    for (const std::string &step : steps)
        text += (text.empty() ? "" : "; ") + step;
    return validUtf8(text);
}

/// What somebody needs who asks in six months how this print came about. No time of day, and
/// nothing of caches: the same inputs give the same bytes.
Texts provenance(
    const CutPhoto &cut, const ExportRequest &request, const std::string &hash, int bits)
{
    const MaskRecord &mask = cut.saliency.record;
    const bool isProfileIgnored = contains(cut.photo.notes, PhotoNote::ProfileIgnored);
    Texts texts = {
        {"Software", maker},
        {"Source", validUtf8(request.photo.filename().string())},
        {"Source SHA-256", hash},
        {"Mask model", mask.model},
        {"Mask device", mask.device},
        {"Mask precision", mask.precision},
        {"Mask network size", textOf(mask.networkSize)},
        {"Photo size used", textOf(cut.photo.image.size())},
        {"Photo colours", isProfileIgnored ? "broken profile, taken as sRGB" : "sRGB"},
        {"Effect", request.effect},
    };
    if (const int had = cut.photo.header.bitsPerChannel; had > 8)
        texts.emplace_back("Photo bits per channel",
            std::to_string(had) + (bits > 8 ? ", kept in 16" : ", brought down to 8"));
    if (!cut.photo.metadata.contact.empty())
        texts.emplace_back("Contact", cut.photo.metadata.contact);
    if (!mask.blending.empty())
        texts.emplace_back("Mask blending", mask.blending);
    if (!mask.steps.empty())
        texts.emplace_back("Mask made differently", joined(mask.steps));
    return texts;
}

int bitsOf(const cv::Mat &pixels)
{
    return static_cast<int>(8 * pixels.elemSize1());
}

/// The folder is made for this export, and gone again if nothing comes of it.
Result<MadeFolder> folderFor(const CutPhoto &cut, const ExportRequest &request)
{
    if (cut.saliency.detail != Detail::Full)
        return fail(Error::Code::Unexpected, "a preview mask is never printed");
    return MadeFolder::at(request.folder, MadeFolder::Parents::MustExist);
}

/// Encodes and saves; returns the file.
Result<fs::path> written(const cv::Mat &pixels, double dotsPerInch, const CutPhoto &cut,
    const ExportRequest &request, const std::string &suffix, const Progress &progress)
{
    auto target = exportTarget(request, cut.saliency.record.model);
    if (!target)
        return target;
    target->replace_filename(target->stem().string() + suffix + target->extension().string());
    const auto exif =
        exifBlockOf(cut.photo.metadata, {pixels.cols, pixels.rows}, request.keepLocation);
    if (!exif)
        return tl::unexpected(exif.error());
    // Of the very bytes that were cut: a photo that was replaced since is another.
    return cut.sum.of(request.photo, cut.photo.header.stamp)
        .and_then([&](const std::string &hash) {
            return encodedPng(pixels,
                {.dotsPerInch = dotsPerInch,
                    .compression = request.compression,
                    .exif = *exif,
                    .texts = provenance(cut, request, hash, bitsOf(pixels))},
                progress);
        })
        .and_then([&](const std::vector<std::uint8_t> &png) -> Result<fs::path> {
            if (progress.stopped())
                return fail(Error::Code::Cancelled);
            return saveSafely(*target, png, request.ifExists, request.photo);
        });
}

/// A picture as it is, in the photo's own pixels.
Result<Exported> exportPixels(const cv::Mat &pixels, const CutPhoto &cut,
    const ExportRequest &request, const std::string &suffix, const Progress &progress)
{
    const auto folder = folderFor(cut, request);
    if (!folder)
        return tl::unexpected(folder.error());
    Stopwatch watch;
    const double dotsPerInch = request.recipe.dotsPerInch;
    return written(pixels, dotsPerInch, cut, request, suffix, progress).map([&](fs::path file) {
        return Exported {.file = std::move(file),
            .size = {pixels.cols, pixels.rows},
            .bitsPerChannel = bitsOf(pixels),
            .dotsPerInch = dotsPerInch,
            .scale = 1,
            .seconds = {.effect = 0, .print = 0, .write = watch.lap()}};
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

Result<fs::path> exportTarget(const ExportRequest &request, const std::string &model)
{
    const NameFacts facts = {
        .name = request.photo.stem().string(),
        .effect = request.effect,
        .size = request.recipe.size ? nameOf(*request.recipe.size) : "",
        .model = model,
    };
    return expandedName(request.recipe.nameTemplate, facts).map([&](const std::string &name) {
        return request.folder / (name + ".png");
    });
}

bool isExport(const fs::path &file)
{
    std::array<char, 16384> start {}; // the text chunks stand before the pixels
    std::ifstream input(file, std::ios::binary);
    input.read(start.data(), start.size());
    const std::string_view bytes(start.data(), static_cast<std::size_t>(input.gcount()));
    using namespace std::string_literals;
    using namespace std::string_view_literals;
    return bytes.starts_with("\x89PNG"sv) && bytes.find("tEXtSoftware\0"s + maker) != bytes.npos;
}

Result<Exported> exportCutout(
    const CutPhoto &cut, const ExportRequest &request, const Progress &progress)
{
    const auto folder = folderFor(cut, request);
    if (!folder)
        return tl::unexpected(folder.error());
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
    exported.bitsPerChannel = bitsOf(picture->cutout.rgba);
    exported.dotsPerInch = picture->dotsPerInch;
    exported.scale = picture->scale;
    progress.report(1);
    return exported;
}

Result<Exported> exportPicture(const CutPhoto &cut, const Image &picture,
    const ExportRequest &request, const Progress &progress)
{
    return exportPixels(picture.pixels, cut, request, "", progress);
}

Result<Exported> exportMask(
    const CutPhoto &cut, const ExportRequest &request, const Progress &progress)
{
    return exportPixels(cut.matte.alpha, cut, request, "_mask", progress);
}

} // namespace core
