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
    const torch::Tensor reduce = m_reduce->folded({.execution = Execution::Plain}).weight();
    m_isMerged = how.allowsKernels() && reduce.size(1) <= reduce.size(0); // else it costs more
    if (m_isMerged)
        mergeFirstTwo(how);
}

void PaaKernelImpl::mergeFirstTwo(const Preparation &how)
{
    const FoldedConv reduce = m_reduce->folded(how);
    const FoldedConv across = m_across->folded(how);
    const torch::Tensor taps = across.weight().to(torch::kFloat64); // [out, between, 1, reach]
    const torch::Tensor weight =
        at::tensordot(taps, reduce.weight().flatten(1).to(torch::kFloat64), {1}, {0})
            .permute({0, 3, 1, 2})
            .to(torch::kFloat32); // [out, in, 1, reach]
    const torch::Tensor biases =
        at::tensordot(taps, reduce.bias().to(torch::kFloat64), {1}, {0}).squeeze(1); // [out, reach]
    const torch::Tensor bias = across.bias() + biases.sum(1).to(torch::kFloat32);
    m_reducedAcross = FoldedConv(across, weight, bias, Activation::None);
    std::vector<torch::Tensor> left;
    std::vector<torch::Tensor> right;
    const int64_t half = biases.size(1) / 2;
    for (int64_t i = 0; i < half; ++i) {
        left.push_back(biases.narrow(1, 0, half - i).sum(1));
        right.push_back(biases.narrow(1, half + 1 + i, half - i).sum(1));
    }
    m_pastLeft = at::stack(left).to(torch::kFloat32);
    m_pastRight = at::stack(right).to(torch::kFloat32);
}

torch::Tensor PaaKernelImpl::reducedAcross(const torch::Tensor &x) const
{
    if (!m_isMerged)
        return m_across->forward(m_reduce->forward(x));
    torch::Tensor result = m_reducedAcross(x);
    const int64_t width = result.size(3);
    for (int64_t i = 0; i < std::min(m_pastLeft.size(0), width); ++i) {
        result.select(3, i).sub_(m_pastLeft[i].view({1, -1, 1}));
        result.select(3, width - 1 - i).sub_(m_pastRight[i].view({1, -1, 1}));
    }
    return result;
}

torch::Tensor PaaKernelImpl::forward(const torch::Tensor &x) const
{
    const torch::Tensor cross = m_down->forward(reducedAcross(x));
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
