#include "tests/support/heif_grid.h"

#include <algorithm>
#include <numeric>

namespace files {
namespace {

/// Flag 1: hidden, as phones mark tiles.
Bytes item(std::size_t id, const char *kind, std::uint8_t flags = 0)
{
    return box("infe", joined({{2, 0, 0, flags}, number(id, 2), {0, 0}, letters(kind), {0}}));
}

/// Method 0: in the file, 1: in "idat".
Bytes place(std::size_t id, int method, std::size_t from, std::size_t bytes)
{
    return joined({number(id, 2), number(static_cast<std::uint64_t>(method), 2), {0, 0}, {0, 1},
        number(from, 4), number(bytes, 4)});
}

Bytes size(int width, int height)
{
    return box("ispe",
        joined({{0, 0, 0, 0}, number(static_cast<std::uint64_t>(width), 4),
            number(static_cast<std::uint64_t>(height), 4)}));
}

/// Item 1 is the grid, the others its tiles; properties are counted from 1, essential ones marked.
Bytes properties(const Bytes &decoder, std::size_t tiles, const Grid &grid)
{
    constexpr std::uint8_t essential = 0x80;
    Bytes content = joined({decoder, size(grid.tileSide, grid.tileSide),
        size(grid.width, grid.height), box("pixi", {0, 0, 0, 0, 3, 8, 8, 8})});
    Bytes ofGrid {3, 4};
    for (std::size_t i = 0; i < grid.turns.size(); ++i) {
        content = joined({content, grid.turns[i]});
        ofGrid.push_back(static_cast<std::uint8_t>(essential | (5 + i)));
    }
    Bytes owners = joined({Bytes(4, 0), number(tiles + 1, 4), number(1, 2),
        number(ofGrid.size(), 1), ofGrid});
    for (std::size_t i = 0; i < tiles; ++i)
        owners = joined({owners, number(2 + i, 2), {2, essential | 1, 2}});
    return box("iprp", joined({box("ipco", content), box("ipma", owners)}));
}

} // namespace

Bytes number(std::uint64_t number, int bytes)
{
    Bytes result;
    for (int i = bytes - 1; i >= 0; --i)
        result.push_back(static_cast<std::uint8_t>(number >> (8 * i)));
    return result;
}

Bytes joined(const std::vector<Bytes> &parts)
{
    Bytes all;
    for (const auto &part : parts)
        all.insert(all.end(), part.begin(), part.end());
    return all;
}

Bytes letters(std::string_view text)
{
    return {text.begin(), text.end()};
}

Bytes box(const char *kind, const Bytes &content)
{
    return joined({number(content.size() + 8, 4), letters(kind), content});
}

std::size_t placeOf(const Bytes &bytes, std::string_view text)
{
    const std::string_view all(reinterpret_cast<const char *>(bytes.data()), bytes.size());
    return all.find(text);
}

Bytes cutOut(const Bytes &bytes, const char *kind)
{
    const auto at = bytes.begin() + static_cast<std::ptrdiff_t>(placeOf(bytes, kind)) - 4;
    return {at,
        at + std::accumulate(at, at + 4, 0, [](int sum, int byte) { return sum * 256 + byte; })};
}

Bytes patched(Bytes bytes, std::size_t at, const Bytes &with)
{
    std::copy(with.begin(), with.end(), bytes.begin() + static_cast<std::ptrdiff_t>(at));
    return bytes;
}

Bytes gridOf(const std::vector<Bytes> &tiles, const Grid &grid)
{
    const auto front = cutOut(tiles.front(), "ftyp");
    const bool isAvif = placeOf(tiles.front(), "av1C") < tiles.front().size();
    const auto rows = tiles.size() / static_cast<std::size_t>(grid.columns);
    Bytes items = item(1, "grid");
    Bytes references = joined({number(1, 2), number(tiles.size(), 2)});
    Bytes pixels;
    for (std::size_t i = 0; i < tiles.size(); ++i) {
        items = joined({items, item(2 + i, isAvif ? "av01" : "hvc1", 1)});
        references = joined({references, number(2 + i, 2)});
        pixels = joined({pixels, cutOut(tiles[i], "mdat")});
    }
    const auto metaFor = [&](std::size_t from) {
        Bytes places = place(1, 1, 0, 8);
        for (std::size_t i = 0; i < tiles.size(); ++i) {
            const auto bytes = cutOut(tiles[i], "mdat").size();
            places = joined({places, place(2 + i, 0, from + 8, bytes - 8)});
            from += bytes;
        }
        return box("meta",
            joined({{0, 0, 0, 0}, box("hdlr", joined({Bytes(8, 0), letters("pict"), Bytes(13, 0)})),
                box("pitm", {0, 0, 0, 0, 0, 1}),
                box("iloc", joined({{1, 0, 0, 0, 0x44, 0}, number(tiles.size() + 1, 2), places})),
                box("iinf", joined({{0, 0, 0, 0}, number(tiles.size() + 1, 2), items})),
                box("iref", joined({{0, 0, 0, 0}, box("dimg", references)})),
                properties(cutOut(tiles.front(), isAvif ? "av1C" : "hvcC"), tiles.size(), grid),
                box("idat",
                    joined({{0, 0}, number(rows - 1, 1),
                        number(static_cast<std::uint64_t>(grid.columns - 1), 1),
                        number(static_cast<std::uint64_t>(grid.width), 2),
                        number(static_cast<std::uint64_t>(grid.height), 2)}))}));
    };
    return joined({front, metaFor(front.size() + metaFor(0).size()), pixels});
}

} // namespace files
