#pragma once

#include "core/network/network.h"

#include <cstdint>
#include <optional>

namespace core {

/// What a network takes of its device's memory, in bytes.
struct MemoryDemand
{
    std::int64_t weights = 0; ///< from loading on
    std::int64_t activations = 0; ///< at the peak of one pass, above the weights
    std::int64_t total() const { return weights + activations; }
};

/// Predicted for one pass over `batch` inputs of width x height px. Fitted to measured peaks on the
/// CPU (within 15 %); on a card the same formula with the assumptions said at the definition.
MemoryDemand memoryDemand(const NetworkOptions &options, int width, int height, int batch = 1);

/// Bytes that can be had now: of a card through LibTorch, of the CPU's memory what the system calls
/// available (and no more than the control group allows). Nothing where nobody can say.
std::optional<std::int64_t> freeMemory(const Device &device);

} // namespace core
