#pragma once

#include "core/network/conv_target.h"
#include "core/network/direct_kernel.h"
#include "core/network/products.h"

#include <torch/torch.h>

namespace core {

/// A convolution by its definition, taken as a product of matrices (im2col of Chellapilla
/// et al., 2006, that is never laid down): for what WinogradConv does not take. Where channels are
/// few it is twice as fast as oneDNN's. "Same" padding, stride 1, no dilation, one group.
class DirectConv
{
public:
    DirectConv() = default;

    /// True where this processor and this shape gain by it: AVX2 or AVX-512, whole vectors of
    /// results, an odd kernel. weight: [out, in, h, w].
    static bool suits(const torch::Tensor &weight);

    /// weight: [out, in, h, w] float32; bias: [out] or undefined.
    /// Products are of float32, whatever is wished, where the inputs are no whole vectors.
    DirectConv(const torch::Tensor &weight, const torch::Tensor &bias, Products wished);

    bool isDefined() const { return m_panels.defined(); }

    /// target = clamp(convolution of x [+ target], least, most).
    /// x: [N, in, H, W], target: [N, out, H, W], both float32 and channels last.
    void run(const torch::Tensor &x, torch::Tensor &target, ConvTarget mode, float least,
        float most) const;

private:
    const DirectKernel &kernel() const;

    Products m_products = Products::Float32;
    torch::Tensor m_panels; // see DirectJob::weights
    torch::Tensor m_bias; // [out]
    int64_t m_height = 1; // of the kernel
    int64_t m_width = 1;
};

} // namespace core
