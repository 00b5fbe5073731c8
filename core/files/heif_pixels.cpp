#include "core/files/heif_alone.h"
#include "core/files/heif_decode.h"
#include "core/files/heif_grid.h"
#include "core/files/stored.h"

namespace core {
namespace {

/// libheif puts tiles where their sizes say, over each other where they are larger: so one is
/// decoded before.
Result<> checkTile(const ByteFile &file, const HeifMeta &meta, const StoredHeader &stored)
{
    const auto grid = heifGrid(file, meta, primaryItem(meta));
    if (!grid)
        return {};
    const auto tile = grid->tiles.front();
    const auto alone = heifAlone(file, meta, tile, {}, stored.limits.mostChunkBytes);
    if (!alone)
        return tl::unexpected(alone.error());
    const auto opened = openedHeif(*alone);
    if (!opened)
        return tl::unexpected(opened.error());
    const auto pixels = decodedHeif(opened->picture.get(), stored.header.bitsPerChannel > 8, false);
    if (!pixels)
        return tl::unexpected(pixels.error());
    return checkTileSize(meta, tile, {pixels->cols, pixels->rows});
}

} // namespace

Result<StoredPixels> heifPixels(
    const ByteFile &file, const StoredHeader &stored, const Progress &progress)
{
    const auto meta = heifMeta(file);
    if (!meta)
        return tl::unexpected(meta.error());
    const auto checked = checkMadeOf(file, *meta, primaryItem(*meta), stored.limits).and_then([&] {
        return checkTile(file, *meta, stored);
    });
    if (!checked)
        return tl::unexpected(checked.error());
    const auto opened = openedHeif(file);
    if (!opened)
        return tl::unexpected(opened.error());
    if (progress.stopped())
        return fail(Error::Code::Cancelled);
    auto pixels = decodedHeif(
        opened->picture.get(), stored.header.bitsPerChannel > 8, stored.header.channels == 4);
    if (!pixels)
        return tl::unexpected(pixels.error());
    if (Size {pixels->cols, pixels->rows} != stored.header.size)
        return fail(Error::Code::FileDamaged, "HEIF: another picture than its header said");
    return StoredPixels {std::move(*pixels), notesOn(*opened)};
}

} // namespace core
