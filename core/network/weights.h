#pragma once

#include "core/network/checkpoint.h"
#include "core/result.h"

#include <torch/torch.h>

#include <string>
#include <vector>

namespace core {

/// What of a checkpoint is not as a module wants it, one line a tensor: names and shapes on both
/// sides, whole numbers and others. None where it fits.
std::vector<std::string> differences(
    const torch::nn::Module &module, const std::vector<CheckpointTensor> &checkpoint);

/// Gives a checkpoint's numbers to a module, without a copy where they are of the module's type.
/// Names and shapes, parameters and buffers, must be the same on both sides, and whole numbers stay
/// whole; half and bfloat16 values become the module's type. Errors: ModelMismatch with the whole
/// difference; the module is then as before.
Result<> loadWeights(torch::nn::Module &module, std::vector<CheckpointTensor> checkpoint);

} // namespace core
