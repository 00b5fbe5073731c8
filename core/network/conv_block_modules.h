#pragma once

#include "core/network/folded_conv.h"

#include <torch/torch.h>

namespace core {

/// What follows a convolution; only `decoder.conv5` has no norm.
enum class Norm { None, Batch };

/// A "same" convolution without bias; the reference calls it Conv2d.
struct ConvBlockOptions
{
    int64_t in = 0;
    int64_t out = 0;
    int64_t kernelHeight = 1; ///< odd
    int64_t kernelWidth = 1; ///< odd
    int64_t dilation = 1;
    Norm norm = Norm::Batch;
    Activation activation = Activation::None;
};

/// Convolution without bias, BatchNorm, and ReLU if asked for; the size stays ("same" zero
/// padding). x: [N, in, H, W] -> [N, out, H, W]. Source: inspyrenet/spec.md, 4; the reference's
/// class Conv2d.
class ConvBlockImpl final : public torch::nn::Module, public Preparable
{
public:
    explicit ConvBlockImpl(const ConvBlockOptions &options);
    void prepare(const Preparation &how) override { m_folded = folded(how); }

    /// Weights and norm as one convolution, for those who join several into one.
    FoldedConv folded(const Preparation &how) const;

    torch::Tensor forward(const torch::Tensor &x) const { return m_folded(x); }

    /// What `then` makes of forward(x); see FoldedConv::followedBy().
    torch::Tensor followedBy(const FoldedConv &then, const torch::Tensor &x) const
    {
        return m_folded.followedBy(then, x);
    }

private:
    ConvBlockOptions m_options;
    torch::nn::Conv2d m_conv;
    torch::nn::BatchNorm2d m_norm {nullptr};
    FoldedConv m_folded;
};
TORCH_MODULE(ConvBlock);

} // namespace core
