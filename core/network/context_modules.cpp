#include "core/network/context_modules.h"

namespace core {

PaaKernelImpl::PaaKernelImpl(int64_t in, int64_t out, int64_t reach)
    : m_reduce(register_module("conv0", ConvBlock(ConvBlockOptions {.in = in, .out = out})))
    , m_across(register_module(
          "conv1", ConvBlock(ConvBlockOptions {.in = out, .out = out, .kernelWidth = reach})))
    , m_down(register_module(
          "conv2", ConvBlock(ConvBlockOptions {.in = out, .out = out, .kernelHeight = reach})))
    , m_dilated(register_module("conv3",
          ConvBlock(ConvBlockOptions {
              .in = out, .out = out, .kernelHeight = 3, .kernelWidth = 3, .dilation = reach})))
    , m_heightAttention(register_module("Hattn", AxialAttention(out, Axis::Height)))
    , m_widthAttention(register_module("Wattn", AxialAttention(out, Axis::Width)))
{
}

void PaaKernelImpl::prepare(const Preparation &how)
{
    m_attention = AxialPair(m_heightAttention, m_widthAttention, how);
}

torch::Tensor PaaKernelImpl::forward(const torch::Tensor &x) const
{
    const torch::Tensor cross = m_down->forward(m_across->forward(m_reduce->forward(x)));
    return m_dilated->forward(m_attention(cross));
}

ContextImpl::ContextImpl(int64_t in, int64_t depth)
    : m_plain(register_module("branch0", ConvBlock(ConvBlockOptions {.in = in, .out = depth})))
    , m_near(register_module("branch1", PaaKernel(in, depth, 3)))
    , m_middle(register_module("branch2", PaaKernel(in, depth, 5)))
    , m_far(register_module("branch3", PaaKernel(in, depth, 7)))
    , m_join(register_module("conv_cat",
          ConvBlock(ConvBlockOptions {
              .in = 4 * depth, .out = depth, .kernelHeight = 3, .kernelWidth = 3})))
    , m_residual(register_module("conv_res", ConvBlock(ConvBlockOptions {.in = in, .out = depth})))
{
}

torch::Tensor ContextImpl::forward(const torch::Tensor &x) const
{
    const torch::Tensor branches = at::cat(
        {m_plain->forward(x), m_near->forward(x), m_middle->forward(x), m_far->forward(x)}, 1);
    return m_join->forward(branches).add_(m_residual->forward(x)).relu_();
}

} // namespace core
