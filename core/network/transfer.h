#pragma once

#include <torch/torch.h>

namespace core {

/// How a tensor goes from one memory to another.
struct TransferPlan
{
    bool isPinned = false; ///< through pages that the card can read by itself
    bool isOverlapped = false; ///< the processor goes on while it is copied
};

/// Between the processor and that device: pinned and overlapped with a card; nothing to do on the
/// processor itself.
TransferPlan transferPlan(const torch::Device &device);

/// On that device, of that type, in the same order in memory. A card's work that follows waits for
/// it by itself.
torch::Tensor sent(const torch::Tensor &x, const torch::Device &device, torch::ScalarType type);

/// In the processor's memory as float32, there when this returns.
torch::Tensor fetched(const torch::Tensor &x);

} // namespace core
