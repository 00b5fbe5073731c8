#pragma once

namespace core {

/// What becomes of a convolution's results: they replace what the target holds, or are added to it.
enum class ConvTarget { Replaced, AddedTo };

} // namespace core
