#include "core/network/context_modules.h"

#include "core/network/half_range.h"

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

/// The joining convolution of the four branches side by side is the sum of one for each: nothing
/// needs to be laid side by side. Only in float32, where sums are not rounded noticeably.
void ContextImpl::prepare(const Preparation &how)
{
    m_joinsOneByOne = how.allowsKernels();
    m_emulatesHalf = how.emulatesHalf;
    if (!m_joinsOneByOne)
        return;
    const FoldedConv join = m_join->folded(how);
    const int64_t depth = join.weight().size(0);
    for (int64_t branch = 0; branch < branches; ++branch)
        m_joins.at(std::size_t(branch)) =
            FoldedConv(join, join.weight().narrow(1, branch * depth, depth),
                branch == 0 ? join.bias() : torch::Tensor(),
                branch + 1 == branches ? Activation::Relu : Activation::None);
}

torch::Tensor ContextImpl::forward(const torch::Tensor &x) const
{
    if (!m_joinsOneByOne) {
        const torch::Tensor together = at::cat(
            {m_plain->forward(x), m_near->forward(x), m_middle->forward(x), m_far->forward(x)}, 1);
        const torch::Tensor joined = m_join->forward(together).add_(m_residual->forward(x));
        return (m_emulatesHalf ? heldAsHalf(joined) : joined).relu_();
    }
    torch::Tensor sum = m_residual->forward(x);
    m_joins[0].addTo(sum, m_plain->forward(x));
    m_joins[1].addTo(sum, m_near->forward(x));
    m_joins[2].addTo(sum, m_middle->forward(x));
    m_joins[3].addTo(sum, m_far->forward(x));
    return sum;
}

} // namespace core
