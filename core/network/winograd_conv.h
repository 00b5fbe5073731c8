#pragma once

#include "core/network/conv_target.h"
#include "core/network/products.h"
#include "core/network/winograd_kernel.h"

#include <torch/torch.h>

namespace core {

/// A 3 x 3 convolution by Winograd's minimal filtering, F(4 x 4, 3 x 3): a quarter of the
/// multiplications, two to three times faster than oneDNN's. Rounding adds about 1e-6 of the largest
/// value in float32; with pairs of bfloat16 it is two to five times what that costs by the definition.
/// "Same" padding, stride 1, any dilation.
class WinogradConv
{
public:
    WinogradConv() = default;

    /// True where this processor and this shape gain by it: AVX2 or AVX-512, whole vectors of
    /// channels. weight: [out, in, 3, 3].
    static bool suits(const torch::Tensor &weight);

    /// weight: [out, in, 3, 3] float32; bias: [out] or undefined.
    WinogradConv(const torch::Tensor &weight, const torch::Tensor &bias, int64_t dilation,
        Products products);

    bool isDefined() const { return m_weights.defined(); }

    /// target = clamp(convolution of x [+ target], least, most).
    /// x: [N, in, H, W], target: [N, out, H, W], both float32 and channels last.
    void run(const torch::Tensor &x, torch::Tensor &target, ConvTarget mode, float least,
        float most) const;

    /// What a 1 x 1 convolution to one channel makes of clamp(convolution of x, least, most), which
    /// is never laid down: [N, 1, H, W]. mixture: [out] float32.
    torch::Tensor mixed(const torch::Tensor &x, const torch::Tensor &mixture, float mixtureBias,
        float least, float most) const;

private:
    WinogradJob jobFor(const torch::Tensor &x, float least, float most) const;

    Products m_products = Products::Float32;
    torch::Tensor m_weights; // [36, in, out], see WinogradJob::weights
    torch::Tensor m_bias; // [out]
    int64_t m_dilation = 1;
};

} // namespace core
