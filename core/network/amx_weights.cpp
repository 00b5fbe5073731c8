#include "core/network/amx_weights.h"

namespace core {

torch::Tensor amxPanels(const torch::Tensor &weight, AmxPieces pieces)
{
    std::vector<torch::Tensor> parts;
    torch::Tensor rest = weight;
    for (int64_t i = 0; i < int64_t(pieces); ++i) {
        parts.push_back(rest.to(torch::kBFloat16));
        rest = rest - parts.back().to(torch::kFloat32);
    }
    const int64_t panels = weight.size(0) / amxColumns;
    const int64_t steps = weight.size(1) / amxDepth;
    return at::stack(parts)
        .view({int64_t(pieces), panels, 2, 16, steps, 16, 2})
        .permute({1, 4, 0, 2, 5, 3, 6})
        .contiguous();
}

} // namespace core
