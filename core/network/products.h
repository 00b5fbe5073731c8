#pragma once

#include <torch/torch.h>

namespace core {

/// What kernels multiply; sums are of float32. Pairs of bfloat16 are for processors that
/// hasBFloat16Pairs().
enum class Products { Float32, BFloat16Pairs };

/// What a kernel multiplies: neighbouring numbers of the last axis as a pair of bfloat16, whose bits
/// stand in the place of one float; or x as it is. x: [..., n] float32, n even, or bfloat16 already
/// -> [..., n / 2]; or [..., n].
torch::Tensor asFactors(const torch::Tensor &x, Products products);

} // namespace core
