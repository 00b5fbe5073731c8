#include "core/files/heif_items.h"

#include <limits>
#include <map>
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
                return fail(Error::Code::FormatUnsupported,
                    "HEIF: more than " + std::to_string(m_limits.mostTiles) + " tiles");
        }
        return m_counts[item] = sum;
    }

private:
    Result<> checkSizes(std::uint32_t item) const
    {
        for (const auto &property : itemProperties(m_meta, item)) {
            BoxReader reader(property.content);
            if (property.kind != boxKind("ispe"))
                continue;
            reader.skip(4); // version and flags
            if (const auto checked = checkSides(reader, 4); !checked)
                return checked;
        }
        if (itemKind(m_meta, item) != boxKind("grid"))
            return {};
        const auto grid = itemBytes(m_file, m_meta, item, 12);
        BoxReader reader(grid);
        reader.skip(1);
        const bool isLong = (reader.number(1) & 1) != 0;
        reader.skip(2); // rows and columns: libheif compares them with the tiles
        return checkSides(reader, isLong ? 4 : 2);
    }

    Result<> checkSides(BoxReader &reader, std::size_t bytes) const
    {
        const auto width = reader.number(bytes);
        const auto height = reader.number(bytes);
        constexpr auto most = static_cast<std::uint64_t>(std::numeric_limits<int>::max());
        if (width > most || height > most)
            return fail(Error::Code::FileDamaged, "HEIF: impossible size");
        return checkClaim({static_cast<int>(width), static_cast<int>(height)}, 3, m_file.size(),
            m_limits);
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
