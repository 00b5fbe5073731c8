#pragma once

#include "core/network/amx_tiles.h"

#include <torch/torch.h>

namespace core {

/// The weights of a product of matrices as the kernels of amx_tiles.h take them: bfloat16,
/// [out / amxColumns][in / amxDepth][pieces][2][16 pairs of inputs][16 results][2].
/// weight: [out, in] float32, multiples of amxColumns and amxDepth.
torch::Tensor amxPanels(const torch::Tensor &weight, AmxPieces pieces);

/// The numbers of a tensor of bfloat16, as those kernels take them.
inline const std::uint16_t *amxNumbers(const torch::Tensor &tensor)
{
    return reinterpret_cast<const std::uint16_t *>(tensor.const_data_ptr<at::BFloat16>());
}

} // namespace core
