#include "core/network/transfer.h"

namespace core {

TransferPlan transferPlan(const torch::Device &device)
{
    const bool isCard = device.is_cuda();
    return {.isPinned = isCard, .isOverlapped = isCard};
}

torch::Tensor sent(const torch::Tensor &x, const torch::Device &device, torch::ScalarType type)
{
    const TransferPlan plan = transferPlan(device);
    const torch::Tensor source = plan.isPinned ? x.pin_memory() : x;
    // As float32 and made smaller there: the card converts faster than the processor.
    return source.to(device, source.scalar_type(), plan.isOverlapped).to(type);
}

torch::Tensor fetched(const torch::Tensor &x)
{
    const TransferPlan plan = transferPlan(x.device());
    const torch::Tensor source = x.to(torch::kFloat32);
    if (!plan.isPinned)
        return source;
    torch::Tensor target =
        torch::empty(x.sizes(), torch::TensorOptions(torch::kFloat32).pinned_memory(true));
    target.copy_(source, plan.isOverlapped);
    torch::cuda::synchronize(x.device().index());
    return target;
}

} // namespace core
