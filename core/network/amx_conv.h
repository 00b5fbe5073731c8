#pragma once

#include "core/network/amx_conv_kernel.h"
#include "core/network/conv_target.h"

#include <torch/torch.h>

namespace core {

/// A convolution on the processor's matrix unit, by its definition. With AmxPieces::One it has
/// bfloat16's products and takes half of WinogradConv's time; with Two it is as fast as that, and
/// twice to three times as fast as DirectConv. "Same" padding, stride 1, one group.
class AmxConv
{
public:
    AmxConv() = default;

    /// True where this processor has one and gains by it: whole vectors of results, an odd kernel, and
    /// with two pieces large ones alone. weight: [out, in, h, w].
    static bool suits(const torch::Tensor &weight, AmxPieces pieces);

    /// weight: [out, in, h, w] float32; bias: [out] or undefined.
    AmxConv(const torch::Tensor &weight, const torch::Tensor &bias, int64_t dilation,
        AmxPieces pieces);

    bool isDefined() const { return m_panels.defined(); }

    /// target = clamp(convolution of x [+ target], least, most).
    /// x: [N, in, H, W], target: [N, out, H, W], both float32 and channels last.
    void run(const torch::Tensor &x, torch::Tensor &target, ConvTarget mode, float least,
        float most) const;

    /// The clamped results times `mixture` [out], summed, plus `mixtureBias`: [N, 1, H, W].
    torch::Tensor mixed(const torch::Tensor &x, const torch::Tensor &mixture, float mixtureBias,
        float least, float most) const;

private:
    AmxConvJob jobFor(const torch::Tensor &x, float least, float most) const;
    template <typename Run>
    void eachPhoto(const torch::Tensor &x, AmxConvJob job, const Run &run) const;

    AmxPieces m_pieces = AmxPieces::Two;
    int64_t m_in = 0;
    int64_t m_height = 1; // of the kernel
    int64_t m_width = 1;
    int64_t m_dilation = 1;
    torch::Tensor m_panels; // see AmxConvJob::weights
    torch::Tensor m_bias; // [out]
};

} // namespace core
