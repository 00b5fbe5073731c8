#pragma once

#include "core/network/region.h"

#include <torch/torch.h>

#include <vector>

namespace core {

/// The tiles of a map in which something counts, from the top left, neighbours joined: no region is
/// taller than 64 px. counts: [1, 1, H, W], 0 where nothing counts.
std::vector<Region> tilesThatCount(const torch::Tensor &counts);

/// Chooses the tiles of the finest map that cannot do without the finest Laplacian: those where the
/// map without it is no further beyond certain (2 % or 98 %) than that Laplacian reaches against it.
/// How far it reaches is seen in the tiles chosen so far, so that they come in rounds. Elsewhere
/// the mask is certain with the Laplacian and without it, and the two differ by less than 0.02,
/// wherever the Laplacian reaches no further against the map than in the tiles that were chosen.
class EdgeTiles
{
public:
    /// withoutLaplacian: [1, 1, H, W] float32 logits.
    explicit EdgeTiles(torch::Tensor withoutLaplacian);

    /// The next tiles, as regions that no earlier round had; none when all are chosen. laplacian:
    /// [1, 1, H, W], as it is in the tiles chosen so far, 0 elsewhere.
    std::vector<Region> next(const torch::Tensor &laplacian);

private:
    torch::Tensor m_map;
    torch::Tensor m_leastCertain; // of each tile: how far all of it is on one side. [rows, columns]
    torch::Tensor m_isChosen; // [rows, columns] bool
};

} // namespace core
