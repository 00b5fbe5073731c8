#pragma once

#include "core/network/network.h"

#include <cstdint>
#include <optional>

namespace core {

/// Bytes that can be had now: of the CPU's memory what the system calls available, and no more than
/// the control group leaves; of a card what CUDA's runtime calls free (what LibTorch keeps there for
/// later is not). Nothing where nobody can say, such as for a card that is not there.
std::optional<std::int64_t> freeMemory(const Device &device);

} // namespace core
