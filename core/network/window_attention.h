#pragma once

#include "core/network/products.h"
#include "core/network/swin_windows.h"

#include <torch/torch.h>

namespace core {

/// What window attention adds to the logits, and what stands where the map is padded.
struct WindowTerms
{
    torch::Tensor bias; ///< [heads, w^2, w^2]
    torch::Tensor masks; ///< [windowPlaces, w^2, w^2]; undefined without a shift
    torch::Tensor paddingQkv; ///< [3C]: the qkv layer's result for zeros, its bias
    Products products = Products::Float32; ///< as far as a head has whole vectors of factors
};

/// Whether this processor has a kernel for windows and heads of these sizes, in float32.
bool hasWindowKernel(int64_t windowTokens, int64_t headSize);

/// Attention inside the windows of a strip, by that kernel. qkv: [B, T, 3C], q, k and v side by
/// side, on the CPU -> [B, T, C]. Weights under 1e-30 of a row's largest are taken for none (see
/// softmax.h).
torch::Tensor attendedInWindows(
    const torch::Tensor &qkv, const WindowStrip &strip, const WindowTerms &terms);

} // namespace core
