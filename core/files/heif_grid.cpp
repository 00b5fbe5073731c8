#include "core/files/heif_grid.h"

#include <limits>

namespace core {
namespace {

Size sizeAt(BoxReader &reader, std::size_t sideBytes)
{
    const auto width = reader.number(sideBytes);
    const auto height = reader.number(sideBytes);
    constexpr auto most = static_cast<std::uint64_t>(std::numeric_limits<int>::max());
    if (width > most || height > most)
        return {};
    return {static_cast<int>(width), static_cast<int>(height)};
}

} // namespace

bool HeifGrid::isMadeOf(Size tile) const
{
    const auto covers = [](int side, int count, int all) {
        return std::int64_t {side} * count >= all && std::int64_t {side} * (count - 1) < all;
    };
    return covers(tile.width, columns, size.width) && covers(tile.height, rows, size.height);
}

std::optional<HeifGrid> heifGrid(const ByteFile &file, const HeifMeta &meta, std::uint32_t picture)
{
    if (itemKind(meta, picture) != boxKind("grid"))
        return std::nullopt;
    const auto bytes = itemBytes(file, meta, picture, 12);
    BoxReader reader(bytes);
    reader.skip(1);
    const std::size_t sideBytes = (reader.number(1) & 1) != 0 ? 4 : 2;
    HeifGrid grid;
    grid.rows = static_cast<int>(reader.number(1)) + 1;
    grid.columns = static_cast<int>(reader.number(1)) + 1;
    grid.size = sizeAt(reader, sideBytes);
    for (const auto &reference : allReferences(meta))
        if (reference.kind == boxKind("dimg") && reference.from == picture)
            grid.tiles.push_back(reference.to);
    if (areaOf(grid.size) == 0
        || grid.tiles.size() != static_cast<std::size_t>(grid.rows) * grid.columns)
        return std::nullopt;
    return grid;
}

std::optional<Size> codedSize(const HeifMeta &meta, std::uint32_t item)
{
    std::optional<Size> said;
    for (const auto &property : itemProperties(meta, item)) {
        BoxReader reader(property.content);
        if (property.kind != boxKind("ispe"))
            continue;
        reader.skip(4); // version and flags
        said = sizeAt(reader, 4);
    }
    return said;
}

Result<> checkTileSize(const HeifMeta &meta, std::uint32_t tile, Size decoded)
{
    if (decoded == codedSize(meta, tile))
        return {};
    return fail(Error::Code::FileDamaged, "HEIF: tiles of another size than they say");
}

} // namespace core
