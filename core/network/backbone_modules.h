#pragma once

#include <torch/torch.h>

#include <array>
#include <memory>

namespace core {

/// Called with the name and the result of each stage as it is done. May throw to end the forward
/// pass.
using Watch = std::function<void(const char *stage, const torch::Tensor &result)>;

/// The part of the network that sees the photo. x: [N, 3, H, W], H and W multiples of 32 -> five
/// maps, finest first.
class Backbone : public torch::nn::Module
{
public:
    virtual std::array<torch::Tensor, 5> forward(const torch::Tensor &x, const Watch &watch) = 0;

    /// Channels of the five maps.
    virtual std::array<int64_t, 5> channels() const = 0;
};

} // namespace core
