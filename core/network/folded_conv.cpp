#include "core/network/folded_conv.h"

namespace core {
namespace {

void activate(torch::Tensor &x, Activation activation)
{
    switch (activation) {
    case Activation::None:
        return;
    case Activation::Relu:
        x.relu_();
        return;
    case Activation::Relu6:
        x.clamp_(0, 6);
        return;
    }
}

std::vector<int64_t> paddingOf(const torch::nn::Conv2d &conv)
{
    const auto &padding = std::get<torch::ExpandingArray<2>>(conv->options.padding());
    return {padding->begin(), padding->end()};
}

} // namespace

void prepareAll(torch::nn::Module &module)
{
    for (const auto &part : module.modules())
        if (auto *preparable = dynamic_cast<Preparable *>(part.get()))
            preparable->prepare();
}

FoldedConv::FoldedConv(
    const torch::nn::Conv2d &conv, const torch::nn::BatchNorm2d &norm, Activation activation)
    : m_weight(conv->weight.detach())
    , m_stride(conv->options.stride()->begin(), conv->options.stride()->end())
    , m_padding(paddingOf(conv))
    , m_dilation(conv->options.dilation()->begin(), conv->options.dilation()->end())
    , m_groups(conv->options.groups())
    , m_activation(activation)
{
    if (norm) {
        // In double: folding must cost no accuracy.
        const torch::Tensor scale = norm->weight.detach().to(torch::kFloat64)
            / (norm->running_var.to(torch::kFloat64) + norm->options.eps()).sqrt();
        const torch::Tensor shift = norm->bias.detach().to(torch::kFloat64)
            - norm->running_mean.to(torch::kFloat64) * scale;
        m_weight = (m_weight.to(torch::kFloat64) * scale.view({-1, 1, 1, 1})).to(m_weight.dtype());
        m_bias = shift.to(m_weight.dtype());
    }
    m_weight = m_weight.contiguous(at::MemoryFormat::ChannelsLast);
}

torch::Tensor FoldedConv::operator()(const torch::Tensor &x) const
{
    torch::Tensor y = at::conv2d(x.contiguous(at::MemoryFormat::ChannelsLast), m_weight, m_bias,
        m_stride, m_padding, m_dilation, m_groups);
    activate(y, m_activation);
    return y;
}

} // namespace core
