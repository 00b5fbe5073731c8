#pragma once

#include <torch/torch.h>

namespace core {

/// A linear layer in 8 bit, by oneDNN: weights quantised once per output channel (symmetric),
/// inputs anew for every call (one scale and zero point), sums in 32 bit, results in float32.
/// CPU only; worth it on processors with VNNI.
class QuantisedLinear
{
public:
    QuantisedLinear() = default;

    /// True where this LibTorch has the operators.
    static bool isAvailable();

    /// weight: [out, in] float32; bias: [out] or undefined.
    QuantisedLinear(const torch::Tensor &weight, const torch::Tensor &bias);

    bool isDefined() const { return m_packed.defined(); }

    /// x: [..., in] float32 -> [..., out]. `activation`: "none" or "gelu" (the exact one).
    torch::Tensor run(const torch::Tensor &x, const char *activation) const;

    /// linear of x, plus `other` of the result's shape.
    torch::Tensor plus(const torch::Tensor &other, const torch::Tensor &x) const;

private:
    torch::Tensor m_packed;
    torch::Tensor m_scales; // [out]
    torch::Tensor m_zeroPoints; // [out], all 0
    torch::Tensor m_bias;
};

} // namespace core
