#include "core/network/packed_panels.h"

namespace core {

torch::Tensor packedPanels(const torch::Tensor &weight, int64_t width)
{
    const int64_t out = weight.size(0);
    const int64_t in = weight.size(1);
    torch::Tensor panels = torch::empty({weight.numel()}, weight.options());
    for (int64_t first = 0; first < out;) {
        const int64_t rest = out - first;
        const int64_t here = rest >= width ? width : rest >= 32 ? 32 : 16;
        panels.narrow(0, first * in, here * in)
            .copy_(weight.narrow(0, first, here).t().reshape({-1}));
        first += here;
    }
    return panels;
}

} // namespace core
