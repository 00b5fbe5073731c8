#pragma once

#include "core/network/amx_conv.h"
#include "core/network/direct_conv.h"
#include "core/network/preparation.h"
#include "core/network/winograd_conv.h"

#include <torch/torch.h>

namespace core {

/// What is applied to a convolution's result while it is still in the cache.
enum class Activation { None, Relu, Relu6 };

/// A convolution with its BatchNorm folded into weights and bias, and its activation.
/// x: [N, in, H, W] -> [N, out, H', W'], in channels-last memory.
class FoldedConv
{
public:
    FoldedConv() = default;

    /// `norm` may hold nothing.
    FoldedConv(const torch::nn::Conv2d &conv, const torch::nn::BatchNorm2d &norm,
        Activation activation, const Preparation &how);

    /// Like `like` (stride, padding, dilation, way of running) with other weights [out, in, h, w] and
    /// bias [out] or none.
    FoldedConv(
        const FoldedConv &like, torch::Tensor weight, torch::Tensor bias, Activation activation);

    torch::Tensor operator()(const torch::Tensor &x) const;

    /// sum = activation(sum + convolution of x).
    void addTo(torch::Tensor &sum, const torch::Tensor &x) const;

    /// What `then`, a 1 x 1 convolution to one channel without activation, makes of this one's
    /// result, in float32: [N, 1, H, W].
    torch::Tensor followedBy(const FoldedConv &then, const torch::Tensor &x) const;

    const torch::Tensor &weight() const { return m_weight; } ///< [out, in / groups, h, w]
    const torch::Tensor &bias() const { return m_bias; } ///< [out]; undefined without a norm

private:
    void pack();
    bool keepsSize() const;
    bool hasOwnKernel() const;
    void runOwn(const torch::Tensor &x, torch::Tensor &target, ConvTarget mode) const;
    bool isSmallProduct(const torch::Tensor &x) const;
    float least() const;
    float most() const;

    torch::Tensor m_weight;
    torch::Tensor m_bias;
    AmxConv m_amx; // undefined where it does not suit
    WinogradConv m_winograd; // the same
    DirectConv m_direct; // the same
    torch::Tensor m_packed; // oneDNN's own layout; undefined where that path is not to be had
    std::vector<int64_t> m_stride;
    std::vector<int64_t> m_padding;
    std::vector<int64_t> m_dilation;
    int64_t m_groups = 1;
    Activation m_activation = Activation::None;
    Preparation m_how;
};

} // namespace core
