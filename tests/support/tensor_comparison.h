#pragma once

#include <torch/torch.h>

namespace tests {

/// In double, of any two types.
inline double largestDifference(const torch::Tensor &a, const torch::Tensor &b)
{
    return (a.to(torch::kFloat64) - b.to(torch::kFloat64)).abs().max().item<double>();
}

inline torch::Tensor channelsLast(const torch::Tensor &x)
{
    return x.contiguous(at::MemoryFormat::ChannelsLast);
}

} // namespace tests
