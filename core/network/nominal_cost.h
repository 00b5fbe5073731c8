#pragma once

#include "core/network/network.h"

#include <optional>

namespace core {

/// What one pass over width x height px costs as the reference computes it, in GFLOP (1e9; a
/// multiplication and an addition are two): convolutions and matrix products alone. Shortcuts of
/// ours do not lessen it, so that GFLOP/s say how much faster than the reference's way a pass is.
/// Nothing where nobody has counted.
std::optional<double> nominalGigaflops(Architecture architecture, int width, int height);

} // namespace core
