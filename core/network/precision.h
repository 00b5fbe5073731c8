#pragma once

#include "core/network/network.h"

#include <torch/torch.h>

namespace core {

/// The type of weights and activations of all but the Swin blocks' linear layers, which Int8 makes
/// 8 bit.
inline torch::ScalarType scalarTypeOf(Precision precision)
{
    switch (precision) {
    case Precision::Float32:
    case Precision::Int8:
        return torch::kFloat32;
    case Precision::BFloat16:
        return torch::kBFloat16;
    case Precision::Float16:
        return torch::kFloat16;
    }
    return torch::kFloat32;
}

} // namespace core
