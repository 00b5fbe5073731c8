#pragma once

#include "core/files/heif_items.h"
#include "core/image/size.h"

#include <optional>

namespace core {

/// A picture of tiles, all as large as the first, in rows from the top left; what reaches beyond
/// its size is cut off. Source: ISO/IEC 23008-12, section 6.6.2.3.
struct HeifGrid
{
    std::vector<std::uint32_t> tiles; ///< their items
    int columns = 0;
    int rows = 0;
    Size size; ///< before the picture is turned

    /// Whether tiles of this size reach to every edge, and each has a part in the picture.
    bool isMadeOf(Size tile) const;
};

/// None where the picture is no grid, or one whose numbers do not fit together.
std::optional<HeifGrid> heifGrid(const ByteFile &file, const HeifMeta &meta, std::uint32_t picture);

/// What an item says of its own size ("ispe"), before it is turned; {0, 0} where that is none. The
/// last one counts, as for libheif.
std::optional<Size> codedSize(const HeifMeta &meta, std::uint32_t item);

/// FileDamaged where a tile that was decoded is not as large as it says: others were laid down by that.
Result<> checkTileSize(const HeifMeta &meta, std::uint32_t tile, Size decoded);

} // namespace core
