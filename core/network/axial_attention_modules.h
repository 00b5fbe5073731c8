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
    friend class AxialPair;

    Axis m_axis;
    int64_t m_channels;
    ConvBlock m_query;
    ConvBlock m_key;
    ConvBlock m_value;
    torch::Tensor m_gamma; // [1]
};
TORCH_MODULE(AxialAttention);

/// The sum of two axial attentions of one map, one for each axis, as PAA-e and PAA-d want it.
///
/// On a square map every row of L values is a row of pixels for both axes, so that the attention
/// mixes pixels within the image's rows: then, on the CPU in float32, it works on channels-last
/// memory as it lies, and mixes x before the value convolution instead of its result after it (they
/// commute, as the weights of a row sum to 1). Everything else goes through forward() of the two.
class AxialPair
{
public:
    AxialPair() = default;
    AxialPair(const AxialAttention &height, const AxialAttention &width, const Preparation &how);

    /// x: [N, C, H, W] -> the same.
    torch::Tensor operator()(const torch::Tensor &x) const;

private:
    void packHeads();
    torch::Tensor weightsOver(const torch::Tensor &pixels) const;

    AxialAttention m_height {nullptr};
    AxialAttention m_width {nullptr};
    bool m_mixesFirst = false; ///< where the map is square
    bool m_emulatesHalf = false;
    Products m_products = Products::Float32; // of what is mixed
    torch::Tensor m_queriesAndKeys; // [height's query, key, width's query, key]: [C / 2, C]
    torch::Tensor m_queryAndKeyBias; // [C / 2, 1]
    torch::Tensor m_values; // [height's | width's], each times its gamma: [2C, C], asFactors()
    torch::Tensor m_valueBias; // [C]
};

} // namespace core
