#pragma once

#include "core/network/checkpoint.h"
#include "core/result.h"

#include <torch/torch.h>

#include <vector>

namespace core {

/// Copies a checkpoint into a module. Names and shapes, parameters and buffers, must be the same on
/// both sides, and whole numbers stay whole; half and bfloat16 values become the module's type.
/// Errors: ModelMismatch with the whole difference; nothing is copied then.
Result<> loadWeights(torch::nn::Module &module, const std::vector<CheckpointTensor> &checkpoint);

} // namespace core
