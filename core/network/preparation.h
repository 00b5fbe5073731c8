#pragma once

#include "core/network/amx_tiles.h"
#include "core/network/bfloat16_units.h"
#include "core/network/precision.h"
#include "core/network/products.h"

#include <torch/torch.h>

namespace core {

/// By which operators a network runs.
enum class Execution {
    Planned, ///< the CPU's: packed weights, oneDNN's fused operators, large maps in parts
    Plain, ///< LibTorch's own on whole maps: cards, traces, and what the other is compared with
};

/// What a module needs to know to get ready.
struct Preparation
{
    Precision precision = Precision::Float32;
    Execution execution = Execution::Planned;

    /// Half precision on a CPU is emulated: float32 whose results are rounded to half after each
    /// layer, so that a value over 65504 becomes infinite as it would on a card.
    bool emulatesHalf = false;

    /// Whether kernels of ours may stand in for LibTorch's operators: they know float32 alone.
    bool allowsKernels() const
    {
        return execution == Execution::Planned && type() == torch::kFloat32 && !emulatesHalf;
    }

    /// The type of weights and activations. Where the processor makes bfloat16's products fast, all else
    /// stays float32: it is as fast.
    torch::ScalarType type() const
    {
        return emulatesHalf || productsAreBFloat16() ? torch::kFloat32 : scalarTypeOf(precision);
    }

    /// Of layers on the matrix unit.
    AmxPieces amxPieces() const
    {
        return precision == Precision::BFloat16 ? AmxPieces::One : AmxPieces::Two;
    }

    /// Of layers that the matrix unit does not take.
    Products products() const
    {
        return productsAreBFloat16() && hasBFloat16Pairs() ? Products::BFloat16Pairs
                                                           : Products::Float32;
    }

    bool productsAreBFloat16() const
    {
        return precision == Precision::BFloat16 && execution == Execution::Planned
            && (hasMatrixUnit() || hasBFloat16Pairs());
    }
};

/// A layer's result as half precision would hold it.
inline torch::Tensor asHalf(const torch::Tensor &x)
{
    return x.to(torch::kFloat16).to(torch::kFloat32);
}

/// A module that turns its loaded weights into what its forward() runs on.
class Preparable
{
public:
    virtual ~Preparable() = default;

    /// Call once after the weights are there (float32) and the device is set, before the first
    /// forward().
    virtual void prepare(const Preparation &how) = 0;
};

/// Calls prepare() of every Preparable in the tree.
void prepareAll(torch::nn::Module &module, const Preparation &how);

/// Lets go of the loaded weights that were only needed for getting ready: what is packed stands in
/// memory once. The module keeps running, but cannot be prepared again.
void forgetLoadedWeights(torch::nn::Module &module);

} // namespace core
