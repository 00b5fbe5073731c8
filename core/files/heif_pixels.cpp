#include "core/files/heif_decode.h"
#include "core/files/heif_items.h"
#include "core/files/stored.h"

namespace core {

Result<StoredPixels> heifPixels(
    const ByteFile &file, const StoredHeader &stored, const Progress &progress)
{
    const auto meta = heifMeta(file);
    if (!meta)
        return tl::unexpected(meta.error());
    const auto checked = checkMadeOf(file, *meta, primaryItem(*meta), stored.limits);
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
