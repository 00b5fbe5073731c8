#include "core/network/packed_linear.h"

#include "core/network/half_range.h"
#include "core/network/onednn.h"

namespace core {
namespace {

struct OneDnn
{
    using Reorder = at::Tensor(const at::Tensor &, std::optional<int64_t>);
    using Linear = at::Tensor(const at::Tensor &, const at::Tensor &,
        const std::optional<at::Tensor> &, OneDnnWord, OneDnnScalars, std::optional<OneDnnWord>);
    using LinearAdd = at::Tensor(const at::Tensor &, const at::Tensor &, const at::Tensor &,
        const std::optional<at::Tensor> &, OneDnnWord);

    std::optional<c10::TypedOperatorHandle<Reorder>> reorder;
    std::optional<c10::TypedOperatorHandle<Linear>> linear;
    std::optional<c10::TypedOperatorHandle<LinearAdd>> linearAdd;

    bool isThere() const { return reorder && linear && linearAdd; }
};

const OneDnn &oneDnn()
{
    static const OneDnn found {
        .reorder = operatorNamed<OneDnn::Reorder>("mkldnn::_reorder_linear_weight", ""),
        .linear = operatorNamed<OneDnn::Linear>("mkldnn::_linear_pointwise", ""),
        .linearAdd = operatorNamed<OneDnn::LinearAdd>("mkldnn::_linear_pointwise", "binary")};
    return found;
}

std::optional<at::Tensor> optionalOf(const torch::Tensor &tensor)
{
    return tensor.defined() ? std::optional(tensor) : std::nullopt;
}

} // namespace

PackedLinear::PackedLinear(
    const torch::nn::Linear &linear, const Preparation &how, LinearActivation activation)
    : m_weight(linear->weight.detach().to(how.type()))
    , m_activation(activation)
    , m_how(how)
{
    if (linear->options.bias())
        m_bias = linear->bias.detach().to(how.type());
    if (how.emulatesHalf)
        m_weight = heldAsHalf(m_weight);
    if (how.execution == Execution::Plain || !m_weight.is_cpu())
        return;
    if (how.precision == Precision::Int8)
        m_quantised = QuantisedLinear(m_weight, m_bias);
    else if (AmxLinear::suits(m_weight, how.amxPieces()))
        m_amx = AmxLinear(m_weight, m_bias, how.amxPieces());
    else if (LinearPanels::suits(m_weight, how.products()))
        m_panels = LinearPanels(m_weight, m_bias, how.products());
    else if (oneDnn().isThere())
        m_packed = oneDnn().reorder->call(m_weight, std::nullopt);
    if (m_quantised.isDefined() || m_amx.isDefined() || m_panels.isDefined() || m_packed.defined())
        m_weight.reset();
}

torch::Tensor PackedLinear::operator()(const torch::Tensor &x) const
{
    const bool isGelu = m_activation == LinearActivation::Gelu;
    if (m_quantised.isDefined())
        return m_quantised.run(x, isGelu ? "gelu" : "none");
    if (m_amx.isDefined())
        return m_amx.run(x, m_activation);
    if (m_panels.isDefined())
        return m_panels.run(x, m_activation);
    if (m_packed.defined())
        return oneDnn().linear->call(
            x, m_packed, optionalOf(m_bias), isGelu ? "gelu" : "none", OneDnnScalars(),
            isGelu ? "none" : "");
    torch::Tensor y = at::linear(x, m_weight, optionalOf(m_bias));
    if (m_how.emulatesHalf)
        noteMagnitude(y);
    if (isGelu)
        y = at::gelu(y);
    return m_how.emulatesHalf ? heldAsHalf(y) : y;
}

torch::Tensor PackedLinear::plus(const torch::Tensor &other, const torch::Tensor &x) const
{
    if (m_quantised.isDefined())
        return m_quantised.plus(other, x);
    if (m_amx.isDefined())
        return m_amx.run(x, LinearActivation::None, other);
    if (m_panels.isDefined())
        return m_panels.run(x, LinearActivation::None, other);
    if (m_packed.defined())
        return oneDnn().linearAdd->call(x, other, m_packed, optionalOf(m_bias), "add");
    torch::Tensor sum = at::linear(x, m_weight, optionalOf(m_bias));
    if (m_how.emulatesHalf)
        sum = heldAsHalf(sum);
    sum.add_(other);
    return m_how.emulatesHalf ? heldAsHalf(sum) : sum;
}

} // namespace core
