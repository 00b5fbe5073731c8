#pragma once

#include "core/network/region.h"

#include <torch/torch.h>

#include <vector>

namespace core {

/// The tiles of a finer map that the coarser one cannot do without: those in which, or close to
/// which, it is neither clearly animal nor clearly background.
/// map: [1, 1, H, W] logits -> regions of the map of height x width (about 2H x 2W), rows of whole
/// tiles from the top left, neighbours in a row joined. Empty where there is no edge at all.
std::vector<Region> edgeTiles(const torch::Tensor &map, int64_t height, int64_t width);

} // namespace core
