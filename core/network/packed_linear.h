#pragma once

#include "core/network/amx_linear.h"
#include "core/network/linear_panels.h"
#include "core/network/preparation.h"
#include "core/network/quantised_linear.h"

#include <torch/torch.h>

namespace core {

/// A linear layer on weights packed once, where that is to be had (CPU): in panels of ours in
/// float32, else by oneDNN (float32, bfloat16 or 8 bit); LibTorch's own otherwise. x: [..., in] -> [..., out].
class PackedLinear
{
public:
    PackedLinear() = default;

    PackedLinear(const torch::nn::Linear &linear, const Preparation &how,
        LinearActivation activation = LinearActivation::None);

    torch::Tensor operator()(const torch::Tensor &x) const;

    /// linear of x, plus `other` of the result's shape; only without an activation.
    torch::Tensor plus(const torch::Tensor &other, const torch::Tensor &x) const;

private:
    torch::Tensor m_weight; // [out, in]; undefined once it is packed
    torch::Tensor m_bias;
    AmxLinear m_amx; // undefined where it does not suit
    LinearPanels m_panels; // the same
    QuantisedLinear m_quantised; // with Precision::Int8
    torch::Tensor m_packed; // oneDNN's own layout; undefined where that path is not to be had
    LinearActivation m_activation = LinearActivation::None;
    Preparation m_how;
};

} // namespace core
