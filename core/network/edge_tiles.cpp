#include "core/network/edge_tiles.h"

namespace core {
namespace {

constexpr int64_t tile = 64; // px of the finer map: small against an animal, large against margins
constexpr int64_t nearby = 16; // px of the finer map around a tile in which an edge counts for it
constexpr double certain = 0.02; // so close to 0 or 1 is no edge

/// One number a tile: 1 where there is an edge. [rows, columns]
torch::Tensor tilesWithEdges(const torch::Tensor &map, int64_t height, int64_t width)
{
    const torch::Tensor share = map.sigmoid();
    const torch::Tensor isEdge =
        at::logical_and(share > certain, share < 1 - certain).to(torch::kFloat32);
    const int64_t rows = (height + tile - 1) / tile;
    const int64_t columns = (width + tile - 1) / tile;
    const int64_t half = tile / 2; // the coarser map's
    const torch::Tensor padded = at::constant_pad_nd(isEdge,
        {nearby / 2, columns * half - map.size(3) + nearby / 2, nearby / 2,
            rows * half - map.size(2) + nearby / 2});
    return at::max_pool2d(padded, {half + nearby, half + nearby}, {half, half})[0][0];
}

} // namespace

std::vector<Region> edgeTiles(const torch::Tensor &map, int64_t height, int64_t width)
{
    const torch::Tensor tiles = tilesWithEdges(map, height, width).cpu().contiguous();
    const auto hasEdge = tiles.accessor<float, 2>();
    std::vector<Region> regions;
    for (int64_t row = 0; row < tiles.size(0); ++row)
        for (int64_t column = 0; column < tiles.size(1); ++column) {
            if (hasEdge[row][column] == 0)
                continue;
            const Region region {.top = row * tile,
                .bottom = std::min((row + 1) * tile, height),
                .left = column * tile,
                .right = std::min((column + 1) * tile, width)};
            if (!regions.empty() && regions.back().top == region.top
                && regions.back().right == region.left)
                regions.back().right = region.right;
            else
                regions.push_back(region);
        }
    return regions;
}

} // namespace core
