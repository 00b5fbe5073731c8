#pragma once

namespace core {

/// What is applied to a linear layer's result while it is still in the cache. Gelu is the exact one
/// (erf).
enum class LinearActivation { None, Gelu };

} // namespace core
