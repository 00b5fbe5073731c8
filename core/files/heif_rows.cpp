#include "core/files/heif_alone.h"
#include "core/files/heif_decode.h"
#include "core/files/heif_grid.h"
#include "core/files/orientation.h"
#include "core/files/stored.h"

#include <opencv2/core.hpp>

#include <algorithm>

namespace core {
namespace {

/// Why the picture cannot be read tile by tile; empty where it can.
std::string reasonAgainst(const HeifMeta &meta, const StoredHeader &stored)
{
    const auto picture = primaryItem(meta);
    if (itemKind(meta, picture) != boxKind("grid"))
        return "one coded picture, not of tiles";
    if (stored.header.channels == 4)
        return "transparency is a picture of its own";
    const auto isCrop = [](const Box &property) { return property.kind == boxKind("clap"); };
    return std::ranges::any_of(itemProperties(meta, picture), isCrop) ? "cropped" : "";
}

class Tiles
{
public:
    Tiles(const ByteFile &file, const HeifMeta &meta, HeifGrid grid, const StoredHeader &stored)
        : m_file(file)
        , m_meta(meta)
        , m_grid(std::move(grid))
        , m_colours(itemProperties(meta, primaryItem(meta)))
        , m_stored(stored)
    {
    }

    /// Row of tiles, as far as it belongs to the picture.
    Result<cv::Mat> row(int index, const Progress &progress)
    {
        cv::Mat band;
        for (int column = 0; column < m_grid.columns; ++column) {
            if (progress.stopped())
                return fail(Error::Code::Cancelled);
            const auto tile = decoded(m_grid.tiles[static_cast<std::size_t>(
                std::int64_t {index} * m_grid.columns + column)]);
            if (!tile)
                return tile;
            if (band.empty()) {
                if (const auto begun = begin(*tile, index, band); !begun)
                    return tl::unexpected(begun.error());
            }
            const cv::Rect whole({}, band.size());
            const cv::Rect part = cv::Rect({column * m_side.width, 0}, tile->size()) & whole;
            (*tile)(cv::Rect({}, part.size())).copyTo(band(part));
            progress.report((column + 1.0) / m_grid.columns);
        }
        return band;
    }

private:
    Result<cv::Mat> decoded(std::uint32_t item) const
    {
        const auto alone =
            heifAlone(m_file, m_meta, item, m_colours, m_stored.limits.mostChunkBytes);
        if (!alone)
            return tl::unexpected(alone.error());
        const auto opened = openedHeif(*alone);
        if (!opened)
            return tl::unexpected(opened.error());
        auto tile =
            decodedHeif(opened->picture.get(), m_stored.header.bitsPerChannel > 8, false);
        if (tile && m_side.area() != 0 && tile->size() != m_side)
            return fail(Error::Code::FileDamaged, "HEIF: tiles of several sizes");
        return tile;
    }

    Result<> begin(const cv::Mat &tile, int index, cv::Mat &band)
    {
        m_side = tile.size();
        const auto checked =
            checkTileSize(m_meta, m_grid.tiles.front(), {m_side.width, m_side.height});
        if (!checked)
            return checked;
        const int top = index * m_side.height;
        band.create(
            std::min(m_side.height, m_grid.size.height - top), m_grid.size.width, tile.type());
        return {};
    }

    const ByteFile &m_file;
    const HeifMeta &m_meta;
    HeifGrid m_grid;
    std::vector<Box> m_colours; ///< properties of the whole
    const StoredHeader &m_stored;
    cv::Size m_side; ///< of a tile, once one is decoded
};

} // namespace

Result<PhotoNotes> heifRows(const ByteFile &file, const StoredHeader &stored, const TakeRows &take,
    const Progress &progress)
{
    const auto meta = heifMeta(file);
    if (!meta)
        return tl::unexpected(meta.error());
    if (const auto reason = reasonAgainst(*meta, stored); !reason.empty())
        return fail(Error::Code::ImageWholeOnly, "HEIF: " + reason);
    const auto checked = checkMadeOf(file, *meta, primaryItem(*meta), stored.limits);
    if (!checked)
        return tl::unexpected(checked.error());
    const auto grid = heifGrid(file, *meta, primaryItem(*meta));
    if (!grid || grid->size != uprightSize(stored.header.size, stored.turn))
        return fail(Error::Code::FileDamaged, "HEIF: tiles that do not make the picture");
    const auto opened = openedHeif(file);
    if (!opened)
        return tl::unexpected(opened.error());
    Tiles tiles(file, *meta, *grid, stored);
    for (int i = 0; i < grid->rows; ++i) {
        const auto rows = tiles.row(i,
            progress.part(i / static_cast<double>(grid->rows), (i + 1.0) / grid->rows));
        if (!rows)
            return tl::unexpected(rows.error());
        const int atOnce = rowsOfBand(rows->cols, static_cast<int>(rows->elemSize()));
        for (int y = 0; y < rows->rows; y += atOnce)
            if (const auto taken = take(rows->rowRange(y, std::min(rows->rows, y + atOnce)));
                !taken)
                return tl::unexpected(taken.error());
    }
    return notesOn(*opened);
}

} // namespace core
