#include "core/network/products.h"

namespace core {

torch::Tensor asFactors(const torch::Tensor &x, Products products)
{
    const torch::Tensor dense = x.contiguous();
    return products == Products::Float32 ? dense : dense.to(torch::kBFloat16).view(torch::kFloat32);
}

} // namespace core
