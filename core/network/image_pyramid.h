#pragma once

#include <torch/torch.h>

/// The Laplacian image pyramid (Burt and Adelson, 1983; InSPyReNet, section 3.1;
/// inspyrenet/spec.md, 9). Maps are [N, 1, H, W].
namespace core {

/// Twice the size: the map's values on even rows and columns, smoothed by the 7-tap Gaussian (sigma
/// 1). H, W >= 2.
torch::Tensor expanded(const torch::Tensor &map);

/// The next finer map: expanded(coarse) + laplacian, which is resized to fit where the sizes
/// differ.
torch::Tensor rebuilt(const torch::Tensor &coarse, const torch::Tensor &laplacian);

} // namespace core
