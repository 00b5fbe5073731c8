#pragma once

#include "core/network/amx_tiles.h"
#include "core/network/linear_activation.h"

#include <torch/torch.h>

namespace core {

/// A linear layer on the processor's matrix unit, in float32 or, with AmxPieces::One, with
/// bfloat16's products: two to five times as fast as without it.
class AmxLinear
{
public:
    AmxLinear() = default;

    /// True where this processor has one and gains by it: whole panels and steps, and with two pieces
    /// large layers alone, as small ones gain too little for what they lose. weight: [out, in].
    static bool suits(const torch::Tensor &weight, AmxPieces pieces);

    /// weight: [out, in] float32; bias: [out] or undefined.
    AmxLinear(const torch::Tensor &weight, const torch::Tensor &bias, AmxPieces pieces);

    bool isDefined() const { return m_panels.defined(); }

    /// x: [..., in] float32 -> [..., out], plus `addend` of the result's shape where that is defined.
    torch::Tensor run(const torch::Tensor &x, LinearActivation activation,
        const torch::Tensor &addend = {}) const;

private:
    AmxPieces m_pieces = AmxPieces::Two;
    int64_t m_in = 0;
    torch::Tensor m_panels; // see amxPanels()
    torch::Tensor m_bias; // [out]
};

} // namespace core
