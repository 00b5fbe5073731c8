#pragma once

#include "core/network/axial_attention_modules.h"
#include "core/network/conv_block_modules.h"

#include <torch/torch.h>

#include <array>

namespace core {

/// One branch of PAA-e: a cross-shaped convolution, axial attention both ways, a dilated
/// convolution. x: [N, in, H, W] -> [N, out, H, W]. Source: inspyrenet/spec.md, 6; the reference's
/// PAA_kernel.
class PaaKernelImpl final : public torch::nn::Module, public Preparable
{
public:
    /// `reach` is 3, 5 or 7: length of the cross and dilation.
    PaaKernelImpl(int64_t in, int64_t out, int64_t reach);
    void prepare(const Preparation &how) override;
    torch::Tensor forward(const torch::Tensor &x) const;

private:
    void mergeFirstTwo(const Preparation &how);
    torch::Tensor reducedAcross(const torch::Tensor &x) const;

    ConvBlock m_reduce;
    ConvBlock m_across;
    ConvBlock m_down;
    ConvBlock m_dilated;
    AxialAttention m_heightAttention;
    AxialAttention m_widthAttention;
    AxialPair m_attention;
    bool m_isMerged = false;
    FoldedConv m_reducedAcross; // m_across after m_reduce, which has no activation, as one
    torch::Tensor m_pastLeft; // [reach / 2, out]: what that adds too much that far from an edge, where
    torch::Tensor m_pastRight; // m_across sees zeros and not m_reduce's bias
};
TORCH_MODULE(PaaKernel);

/// Parallel axial attention encoder (PAA-e): the context of one backbone level.
/// x: [N, in, H, W] -> [N, depth, H, W]. Source: InSPyReNet, figure 3; inspyrenet/spec.md, 6; the
/// reference's PAA_e.
class ContextImpl final : public torch::nn::Module, public Preparable
{
public:
    ContextImpl(int64_t in, int64_t depth);
    void prepare(const Preparation &how) override;
    torch::Tensor forward(const torch::Tensor &x) const;

private:
    static constexpr int64_t branches = 4;

    ConvBlock m_plain;
    PaaKernel m_near;
    PaaKernel m_middle;
    PaaKernel m_far;
    ConvBlock m_join;
    ConvBlock m_residual;
    bool m_joinsOneByOne = false;
    bool m_emulatesHalf = false;
    std::array<FoldedConv, branches> m_joins; // m_join, a branch each
};
TORCH_MODULE(Context);

} // namespace core
