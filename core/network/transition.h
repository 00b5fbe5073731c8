#pragma once

#include <torch/torch.h>

namespace core {

/// Where a map changes from background to animal: 1 where, within a disc of `size` px across, its
/// sigmoid differs by more than a half, else 0. map: [N, 1, H, W] logits -> the same size, float32.
/// `size` is odd. Source: InSPyReNet, section 3.2 (pyramid blending); inspyrenet/spec.md, 10; the
/// reference's Transition.
torch::Tensor transition(const torch::Tensor &map, int64_t size);

} // namespace core
