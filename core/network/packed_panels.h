#pragma once

#include <torch/torch.h>

namespace core {

/// The weights of a product of matrices as the kernels take them: one panel of `width` results after
/// the other, those that are over in panels of 32 and 16; in each, the weights of all its results
/// for one input lie together. weight: [out, in], out a multiple of 16, `width` of 32. [out * in].
torch::Tensor packedPanels(const torch::Tensor &weight, int64_t width);

} // namespace core
