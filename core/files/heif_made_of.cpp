#include "core/files/heif_grid.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>

namespace core {
namespace {

constexpr int mostDepth = 4; ///< alpha of a turned grid of tiles is three
constexpr std::int64_t underWay = 0;

/// Follows a picture to all that a decoder would decode for it. libheif does the same by calling
/// itself, without an end where a picture is made of itself.
class Parts
{
public:
    Parts(const ByteFile &file, const HeifMeta &meta, const ReadLimits &limits)
        : m_file(file)
        , m_meta(meta)
        , m_limits(limits)
    {
        for (const auto &reference : allReferences(meta)) {
            if (reference.kind == boxKind("dimg"))
                m_parts[reference.from].push_back(reference.to);
            if (reference.kind == boxKind("auxl") && itemKind(meta, reference.from) != 0)
                m_parts[reference.to].push_back(reference.from);
        }
    }

    /// How many pictures are decoded for this one, itself included.
    Result<std::int64_t> count(std::uint32_t item, int depth)
    {
        const auto [known, isNew] = m_counts.try_emplace(item, underWay);
        if (!isNew && known->second != underWay)
            return known->second;
        if (!isNew || depth > mostDepth)
            return fail(Error::Code::FileDamaged, "HEIF: a picture made of itself");
        if (itemKind(m_meta, item) == 0) // libheif would leave a hole
            return fail(Error::Code::FileDamaged, "HEIF: a picture made of what is not there");
        if (const auto checked = checkSizes(item); !checked)
            return tl::unexpected(checked.error());
        std::int64_t sum = 1;
        for (const auto part : m_parts[item]) {
            const auto added = count(part, depth + 1);
            if (!added)
                return added;
            sum += *added;
            if (sum > m_limits.mostTiles)
                return tooMany();
        }
        return m_counts[item] = sum;
    }

private:
    Result<> checkSizes(std::uint32_t item) const
    {
        if (const auto size = codedSize(m_meta, item))
            if (const auto checked = checkClaimed(*size); !checked)
                return checked;
        return itemKind(m_meta, item) == boxKind("grid") ? checkGrid(item) : Result<>();
    }

    /// libheif puts tiles where their own sizes say, and leaves holes where these do not reach.
    Result<> checkGrid(std::uint32_t item) const
    {
        const auto grid = heifGrid(m_file, m_meta, item);
        if (!grid)
            return fail(Error::Code::FileDamaged, "HEIF: tiles that do not make a picture");
        if (const auto checked = checkClaimed(grid->size); !checked)
            return checked;
        if (grid->tiles.size() > static_cast<std::size_t>(m_limits.mostTiles))
            return tooMany();
        const auto side = codedSize(m_meta, grid->tiles.front());
        const auto isOther = [&](auto tile) { return codedSize(m_meta, tile) != side; };
        const std::set<std::uint32_t> tiles(grid->tiles.begin(), grid->tiles.end());
        if (!side || !grid->isMadeOf(*side) || std::ranges::any_of(tiles, isOther))
            return fail(Error::Code::FileDamaged, "HEIF: tiles that do not cover the picture");
        return {};
    }

    Result<> checkClaimed(Size size) const
    {
        if (areaOf(size) == 0)
            return fail(Error::Code::FileDamaged, "HEIF: impossible size");
        return checkClaim(size, 3, m_file.size(), m_limits);
    }

    tl::unexpected<Error> tooMany() const
    {
        return fail(Error::Code::FormatUnsupported,
            "HEIF: more than " + std::to_string(m_limits.mostTiles) + " tiles");
    }

    const ByteFile &m_file;
    const HeifMeta &m_meta;
    const ReadLimits &m_limits;
    std::map<std::uint32_t, std::vector<std::uint32_t>> m_parts; ///< tiles and alpha of an item
    std::map<std::uint32_t, std::int64_t> m_counts;
};

} // namespace

Result<> checkMadeOf(const ByteFile &file, const HeifMeta &meta, std::uint32_t picture,
    const ReadLimits &limits)
{
    return Parts(file, meta, limits).count(picture, 0).map([](std::int64_t) { });
}

} // namespace core
