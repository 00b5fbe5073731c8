#include "core/files/png_filter.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace core {

namespace {

enum Kind : std::uint8_t { None, Sub, Up, Average, Paeth };

/// What the filters look at: this byte's neighbours a pixel to the left, above, and above left.
struct Neighbours
{
    const std::uint8_t *row;
    const std::uint8_t *above;
    std::size_t bytes;
    std::size_t pixelBytes;
};

/// The neighbour that is nearest to left + up - corner. Written without branches, in 16 bits, so
/// that the compiler makes SIMD of it.
std::uint8_t paethOf(std::int16_t left, std::int16_t up, std::int16_t corner)
{
    const auto distance = [](int d) { return static_cast<std::int16_t>(d < 0 ? -d : d); };
    const std::int16_t toLeft = distance(up - corner);
    const std::int16_t toUp = distance(left - corner);
    const std::int16_t toCorner = distance(left + up - 2 * corner);
    const std::int16_t upOrCorner = toUp <= toCorner ? up : corner;
    return static_cast<std::uint8_t>((toLeft <= toUp) & (toLeft <= toCorner) ? left : upOrCorner);
}

/// Calls predicted(left, up, corner) for each byte and writes the difference.
template <typename Predicted>
void subtract(const Neighbours &n, std::uint8_t *__restrict to, Predicted predicted)
{
    for (std::size_t i = 0; i < n.pixelBytes; ++i)
        to[i] = static_cast<std::uint8_t>(n.row[i] - predicted(0, n.above[i], 0));
    const std::uint8_t *left = n.row;
    const std::uint8_t *corner = n.above;
    const std::uint8_t *row = n.row + n.pixelBytes;
    const std::uint8_t *above = n.above + n.pixelBytes;
    std::uint8_t *__restrict out = to + n.pixelBytes;
    for (std::size_t i = 0; i < n.bytes - n.pixelBytes; ++i)
        out[i] = static_cast<std::uint8_t>(row[i] - predicted(left[i], above[i], corner[i]));
}

void apply(Kind kind, const Neighbours &n, std::uint8_t *to)
{
    switch (kind) {
    case None:
        std::memcpy(to, n.row, n.bytes);
        break;
    case Sub:
        subtract(n, to, [](std::uint8_t left, std::uint8_t, std::uint8_t) { return left; });
        break;
    case Up:
        subtract(n, to, [](std::uint8_t, std::uint8_t up, std::uint8_t) { return up; });
        break;
    case Average:
        subtract(n, to, [](std::uint8_t left, std::uint8_t up, std::uint8_t) {
            return static_cast<std::uint8_t>((left + up) / 2);
        });
        break;
    case Paeth:
        subtract(n, to, [](std::uint8_t left, std::uint8_t up, std::uint8_t corner) {
            return paethOf(left, up, corner);
        });
        break;
    }
}

/// Sum of the bytes as signed distances from 0.
std::uint64_t costOf(const std::uint8_t *bytes, std::size_t count)
{
    std::uint64_t cost = 0;
    for (std::size_t start = 0; start < count; start += 4096) {
        std::uint32_t part = 0;
        const std::size_t end = std::min(count, start + 4096);
        for (std::size_t i = start; i < end; ++i)
            part += std::min<std::uint8_t>(bytes[i], static_cast<std::uint8_t>(-bytes[i]));
        cost += part;
    }
    return cost;
}

bool isZero(const std::uint8_t *bytes, std::size_t count)
{
    std::uint64_t seen = 0;
    for (std::size_t i = 0; i < count; ++i)
        seen |= bytes[i];
    return seen == 0;
}

/// Where a row or the one above it holds anything, in whole pixels, to some pixels more, of which
/// one at least to the right: it still has a neighbour to the left. Outside, every filter gives
/// zeros: a cut-out's surroundings cost nothing.
std::pair<std::size_t, std::size_t> usedPart(const Neighbours &n)
{
    const std::size_t step = 64 * n.pixelBytes;
    const auto isEmpty = [&n](std::size_t from, std::size_t to) {
        return isZero(n.row + from, to - from) && isZero(n.above + from, to - from);
    };
    std::size_t first = 0;
    while (first < n.bytes && isEmpty(first, std::min(n.bytes, first + step)))
        first += step;
    std::size_t last = n.bytes;
    while (last > first && isEmpty(std::max(first, last - std::min(last, step)), last))
        last -= std::min(last, step);
    return {std::min(first, last), std::min(n.bytes, last + n.pixelBytes)};
}

} // namespace

PngFilter::PngFilter(std::size_t rowBytes, std::size_t pixelBytes)
    : m_rowBytes(rowBytes)
    , m_pixelBytes(pixelBytes)
    , m_zeros(rowBytes)
    , m_candidate(rowBytes)
{
}

void PngFilter::filter(const std::uint8_t *row, const std::uint8_t *above, std::uint8_t *to)
{
    const std::uint8_t *before = above ? above : m_zeros.data();
    // Nothing beats a row of zeros; most rows of a cut-out's surroundings end here.
    if (std::memcmp(row, before, m_rowBytes) == 0) {
        to[0] = Up;
        std::memset(to + 1, 0, m_rowBytes);
        return;
    }
    const auto [first, last] = usedPart({row, before, m_rowBytes, m_pixelBytes});
    const Neighbours neighbours {row + first, before + first, last - first, m_pixelBytes};
    std::memset(to + 1, 0, first);
    std::memset(to + 1 + last, 0, m_rowBytes - last);
    std::uint64_t least = ~std::uint64_t {0};
    for (const Kind kind : {Paeth, Average, Up, Sub, None}) {
        apply(kind, neighbours, m_candidate.data());
        const std::uint64_t cost = costOf(m_candidate.data(), neighbours.bytes);
        if (cost >= least)
            continue;
        least = cost;
        to[0] = kind;
        std::memcpy(to + 1 + first, m_candidate.data(), neighbours.bytes);
    }
}

} // namespace core
