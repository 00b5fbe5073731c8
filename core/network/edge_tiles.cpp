#include "core/network/edge_tiles.h"

#include <algorithm>
#include <cmath>

namespace core {
namespace {

constexpr int64_t tile = 32; // px: small against an animal, large against the margins
constexpr int64_t tallest = 2 * tile; // px of a region: bounds the memory that it takes

/// The largest value in each tile. [1, 1, H, W] -> [rows, columns]
torch::Tensor largestInTiles(const torch::Tensor &map)
{
    return at::max_pool2d(map, {tile, tile}, {tile, tile}, {0, 0}, {1, 1}, true)[0][0];
}

/// Runs of wanted tiles in one row of them.
std::vector<Region> runsInRow(
    const at::TensorAccessor<bool, 1> &wanted, int64_t top, int64_t height, int64_t width)
{
    std::vector<Region> runs;
    for (int64_t column = 0; column < wanted.size(0); ++column) {
        if (!wanted[column])
            continue;
        const int64_t left = column * tile;
        const int64_t right = std::min(left + tile, width);
        if (!runs.empty() && runs.back().right == left)
            runs.back().right = right;
        else
            runs.push_back({.top = top,
                .bottom = std::min(top + tile, height),
                .left = left,
                .right = right});
    }
    return runs;
}

/// wanted: [rows, columns] bool, of tiles of a map of height x width.
std::vector<Region> joined(const torch::Tensor &wanted, int64_t height, int64_t width)
{
    const torch::Tensor tiles = wanted.cpu().contiguous();
    const auto rows = tiles.accessor<bool, 2>();
    std::vector<Region> regions;
    for (int64_t row = 0; row < tiles.size(0); ++row)
        for (const Region &run : runsInRow(rows[row], row * tile, height, width)) {
            const auto above = std::ranges::find_if(regions, [&run](const Region &region) {
                return region.bottom == run.top && region.left == run.left
                    && region.right == run.right && run.bottom - region.top <= tallest;
            });
            if (above == regions.end())
                regions.push_back(run);
            else
                above->bottom = run.bottom;
        }
    return regions;
}

} // namespace

std::vector<Region> tilesThatCount(const torch::Tensor &counts)
{
    const torch::Tensor isCounted = counts.ne(0).to(torch::kFloat32);
    return joined(largestInTiles(isCounted).ne(0), counts.size(2), counts.size(3));
}

EdgeTiles::EdgeTiles(torch::Tensor withoutLaplacian)
    : m_map(std::move(withoutLaplacian))
    , m_leastCertain(at::maximum(-largestInTiles(-m_map), -largestInTiles(m_map)))
    , m_isChosen(at::zeros_like(m_leastCertain, torch::kBool))
{
}

std::vector<Region> EdgeTiles::next(const torch::Tensor &laplacian)
{
    static const double certain = std::log(0.98 / 0.02); // logits
    const torch::Tensor reach = (-m_map.sign() * laplacian).max().clamp_min(0);
    const torch::Tensor wanted =
        at::logical_and(m_leastCertain.lt(reach + certain), m_isChosen.logical_not());
    m_isChosen = at::logical_or(m_isChosen, wanted);
    return joined(wanted, m_map.size(2), m_map.size(3));
}

} // namespace core
