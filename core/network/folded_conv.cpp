#include "core/network/folded_conv.h"

#include "core/network/half_range.h"
#include "core/network/onednn.h"

#include <limits>
#include <utility>

namespace core {
namespace {

using Sizes = OneDnnSizes;
using Scalars = OneDnnScalars;
using Word = OneDnnWord;

struct OneDnn
{
    using Reorder = at::Tensor(
        const at::Tensor &, Sizes, Sizes, Sizes, int64_t, at::OptionalIntArrayRef);
    using Convolve = at::Tensor(const at::Tensor &, const at::Tensor &,
        const std::optional<at::Tensor> &, Sizes, Sizes, Sizes, int64_t, Word, Scalars,
        std::optional<Word>);
    using ConvolveAdd = at::Tensor &(at::Tensor &, const at::Tensor &, const at::Tensor &,
        const std::optional<at::Tensor> &, Sizes, Sizes, Sizes, int64_t, Word,
        std::optional<at::Scalar>, std::optional<Word>, Scalars, std::optional<Word>);

    std::optional<c10::TypedOperatorHandle<Reorder>> reorder;
    std::optional<c10::TypedOperatorHandle<Convolve>> convolve;
    std::optional<c10::TypedOperatorHandle<ConvolveAdd>> convolveAdd;

    bool isThere() const { return reorder && convolve && convolveAdd; }
};

const OneDnn &oneDnn()
{
    static const OneDnn found {
        .reorder = operatorNamed<OneDnn::Reorder>("mkldnn::_reorder_convolution_weight", ""),
        .convolve = operatorNamed<OneDnn::Convolve>("mkldnn::_convolution_pointwise", ""),
        .convolveAdd =
            operatorNamed<OneDnn::ConvolveAdd>("mkldnn::_convolution_pointwise_", "binary")};
    return found;
}

const std::vector<int64_t> ones {1, 1};

Word nameOf(Activation activation)
{
    switch (activation) {
    case Activation::None:
        return "none";
    case Activation::Relu:
        return "relu";
    case Activation::Relu6:
        return "hardtanh";
    }
    return "none";
}

Scalars limitsOf(Activation activation)
{
    Scalars limits;
    if (activation == Activation::Relu6) {
        limits.push_back(at::Scalar(0.0));
        limits.push_back(at::Scalar(6.0));
    }
    return limits;
}

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

FoldedConv::FoldedConv(const torch::nn::Conv2d &conv, const torch::nn::BatchNorm2d &norm,
    Activation activation, const Preparation &how)
    : m_weight(conv->weight.detach())
    , m_stride(conv->options.stride()->begin(), conv->options.stride()->end())
    , m_padding(paddingOf(conv))
    , m_dilation(conv->options.dilation()->begin(), conv->options.dilation()->end())
    , m_groups(conv->options.groups())
    , m_activation(activation)
    , m_how(how)
{
    if (conv->options.bias())
        m_bias = conv->bias.detach();
    if (norm) {
        // In double: folding must cost no accuracy.
        const torch::Tensor scale = norm->weight.detach().to(torch::kFloat64)
            / (norm->running_var.to(torch::kFloat64) + norm->options.eps()).sqrt();
        const torch::Tensor shift = norm->bias.detach().to(torch::kFloat64)
            - norm->running_mean.to(torch::kFloat64) * scale;
        m_weight = (m_weight.to(torch::kFloat64) * scale.view({-1, 1, 1, 1})).to(torch::kFloat32);
        m_bias = shift.to(torch::kFloat32);
    }
    pack();
}

FoldedConv::FoldedConv(
    const FoldedConv &like, torch::Tensor weight, torch::Tensor bias, Activation activation)
    : m_weight(std::move(weight))
    , m_bias(std::move(bias))
    , m_stride(like.m_stride)
    , m_padding(like.m_padding)
    , m_dilation(like.m_dilation)
    , m_groups(like.m_groups)
    , m_activation(activation)
    , m_how(like.m_how)
{
    pack();
}

bool FoldedConv::keepsSize() const
{
    bool isSame = m_stride == ones && m_groups == 1;
    for (const std::size_t axis : {0, 1})
        isSame &= m_weight.size(int64_t(axis) + 2) == 2 * m_padding[axis] / m_dilation[axis] + 1;
    return isSame;
}

/// Once, so that no forward pass reorders weights again.
void FoldedConv::pack()
{
    m_weight = m_weight.to(m_how.type()).contiguous(at::MemoryFormat::ChannelsLast);
    if (m_bias.defined())
        m_bias = m_bias.to(m_how.type());
    if (m_how.emulatesHalf)
        m_weight = heldAsHalf(m_weight);
    if (m_how.execution == Execution::Plain || !m_weight.is_cpu())
        return;
    const bool isEven = m_dilation[0] == m_dilation[1];
    const AmxPieces pieces = m_how.amxPieces();
    const bool takesWinograd = keepsSize() && isEven && WinogradConv::suits(m_weight);
    if (keepsSize() && isEven && AmxConv::suits(m_weight, pieces)
        && !(takesWinograd && pieces == AmxPieces::Two))
        m_amx = AmxConv(m_weight, m_bias, m_dilation[0], pieces);
    else if (takesWinograd)
        m_winograd = WinogradConv(m_weight, m_bias, m_dilation[0], m_how.products());
    else if (keepsSize() && m_dilation == ones && DirectConv::suits(m_weight))
        m_direct = DirectConv(m_weight, m_bias, m_how.products());
    else if (oneDnn().isThere())
        m_packed = oneDnn().reorder->call(
            m_weight, m_padding, m_stride, m_dilation, m_groups, std::nullopt);
}

float FoldedConv::least() const
{
    return m_activation == Activation::None ? -std::numeric_limits<float>::infinity() : 0.0F;
}

float FoldedConv::most() const
{
    return m_activation == Activation::Relu6 ? 6.0F : std::numeric_limits<float>::infinity();
}

bool FoldedConv::hasOwnKernel() const
{
    return m_amx.isDefined() || m_winograd.isDefined() || m_direct.isDefined();
}

/// x and target: channels last.
void FoldedConv::runOwn(const torch::Tensor &x, torch::Tensor &target, ConvTarget mode) const
{
    if (m_amx.isDefined())
        m_amx.run(x, target, mode, least(), most());
    else if (m_winograd.isDefined())
        m_winograd.run(x, target, mode, least(), most());
    else
        m_direct.run(x, target, mode, least(), most());
}

/// On a map of few pixels oneDNN wants some weights in another layout than the packed one, and
/// makes that at every call: 1152 -> 320 channels on 12 x 12 pixels took 11 ms instead of 0.4.
bool FoldedConv::isSmallProduct(const torch::Tensor &x) const
{
    constexpr int64_t fewPixels = 256;
    return m_packed.defined() && m_weight.size(2) == 1 && m_weight.size(3) == 1 && m_groups == 1
        && m_stride == std::vector<int64_t> {1, 1} && x.size(0) * x.size(2) * x.size(3) <= fewPixels;
}

torch::Tensor FoldedConv::operator()(const torch::Tensor &x) const
{
    const torch::Tensor input = x.contiguous(at::MemoryFormat::ChannelsLast);
    const auto bias = m_bias.defined() ? std::optional(m_bias) : std::nullopt;
    if (isSmallProduct(x)) {
        torch::Tensor y = at::linear(input.permute({0, 2, 3, 1}), m_weight.flatten(1), bias);
        activate(y, m_activation);
        return y.permute({0, 3, 1, 2});
    }
    if (hasOwnKernel()) {
        torch::Tensor y = torch::empty({x.size(0), m_weight.size(0), x.size(2), x.size(3)},
            input.options().memory_format(at::MemoryFormat::ChannelsLast));
        runOwn(input, y, ConvTarget::Replaced);
        return y;
    }
    if (m_packed.defined())
        return oneDnn().convolve->call(input, m_packed, bias, m_padding, m_stride, m_dilation,
            m_groups, nameOf(m_activation), limitsOf(m_activation), "");
    torch::Tensor y = at::conv2d(input, m_weight, bias, m_stride, m_padding, m_dilation, m_groups);
    if (m_how.emulatesHalf)
        noteMagnitude(y);
    activate(y, m_activation);
    return m_how.emulatesHalf ? heldAsHalf(y) : y;
}

torch::Tensor FoldedConv::followedBy(const FoldedConv &then, const torch::Tensor &x) const
{
    if (!m_amx.isDefined() && !m_winograd.isDefined())
        return then((*this)(x).to(torch::kFloat32));
    const float bias = then.m_bias.defined() ? then.m_bias.item<float>() : 0.0F;
    const torch::Tensor input = x.contiguous(at::MemoryFormat::ChannelsLast);
    const torch::Tensor mixture = then.m_weight.flatten();
    return m_amx.isDefined() ? m_amx.mixed(input, mixture, bias, least(), most())
                             : m_winograd.mixed(input, mixture, bias, least(), most());
}

void FoldedConv::addTo(torch::Tensor &sum, const torch::Tensor &x) const
{
    const torch::Tensor input = x.contiguous(at::MemoryFormat::ChannelsLast);
    const auto bias = m_bias.defined() ? std::optional(m_bias) : std::nullopt;
    if (hasOwnKernel() && sum.is_contiguous(at::MemoryFormat::ChannelsLast))
        return runOwn(input, sum, ConvTarget::AddedTo);
    if (m_packed.defined() && sum.is_contiguous(at::MemoryFormat::ChannelsLast)) {
        const auto activation =
            m_activation == Activation::None ? std::nullopt : std::optional(nameOf(m_activation));
        oneDnn().convolveAdd->call(sum, input, m_packed, bias, m_padding, m_stride, m_dilation,
            m_groups, "add", at::Scalar(1.0), activation, limitsOf(m_activation), "");
        return;
    }
    const torch::Tensor addend =
        at::conv2d(input, m_weight, bias, m_stride, m_padding, m_dilation, m_groups);
    if (!m_how.emulatesHalf) {
        sum.add_(addend);
        return activate(sum, m_activation);
    }
    sum.add_(heldAsHalf(addend));
    noteMagnitude(sum);
    activate(sum, m_activation);
    sum.copy_(asHalf(sum));
}

} // namespace core
