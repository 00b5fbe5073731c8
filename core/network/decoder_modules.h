#pragma once

#include "core/network/axial_attention_modules.h"
#include "core/network/conv_block_modules.h"

#include <torch/torch.h>

namespace core {

/// The coarsest map and the feature beneath it.
struct DecoderOutput
{
    torch::Tensor feature; ///< f3: [N, depth, H/8, W/8]
    torch::Tensor map; ///< d3: [N, 1, H/8, W/8], logits
};

/// Parallel axial attention decoder (PAA-d) over the three deepest contexts.
/// c3, c4, c5: [N, depth, H/8.., W/8..]. Source: InSPyReNet, figure 3; inspyrenet/spec.md, 7; the
/// reference's PAA_d.
class DecoderImpl final : public torch::nn::Module, public Preparable
{
public:
    explicit DecoderImpl(int64_t depth);
    void prepare(const Preparation &how) override;
    DecoderOutput forward(
        const torch::Tensor &c3, const torch::Tensor &c4, const torch::Tensor &c5) const;

private:
    ConvBlock m_join;
    ConvBlock m_conv2;
    ConvBlock m_conv3;
    ConvBlock m_conv4;
    ConvBlock m_map;
    AxialAttention m_heightAttention;
    AxialAttention m_widthAttention;
    AxialPair m_attention;
};
TORCH_MODULE(Decoder);

} // namespace core
