#pragma once

#include "core/network/conv_block_modules.h"

#include <torch/torch.h>

namespace core {

/// Which side of the map gives the attention its length.
enum class Axis { Height, Width };

/// Axial self-attention over rows of L = H or L = W values of the row-major [C, H, W] memory, taken
/// as it lies: for Axis::Height this is not attention along the height (the trained weights want it
/// so). x: [N, C, H, W] -> the same. Source: InSPyReNet, section 3.3 (PAA); inspyrenet/spec.md, 5;
/// the reference's SelfAttention.
class AxialAttentionImpl final : public torch::nn::Module
{
public:
    AxialAttentionImpl(int64_t channels, Axis axis);
    torch::Tensor forward(const torch::Tensor &x) const;

private:
    Axis m_axis;
    ConvBlock m_query;
    ConvBlock m_key;
    ConvBlock m_value;
    torch::Tensor m_gamma; // [1]
};
TORCH_MODULE(AxialAttention);

} // namespace core
