#include "core/network/packed_linear.h"

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

PackedLinear::PackedLinear(const torch::nn::Linear &linear, LinearActivation activation)
    : m_weight(linear->weight.detach())
    , m_activation(activation)
{
    if (linear->options.bias())
        m_bias = linear->bias.detach();
    const bool isPackable = m_weight.is_cpu()
        && (m_weight.scalar_type() == torch::kFloat32 || m_weight.scalar_type() == torch::kBFloat16);
    if (oneDnn().isThere() && isPackable)
        m_packed = oneDnn().reorder->call(m_weight, std::nullopt);
}

torch::Tensor PackedLinear::operator()(const torch::Tensor &x) const
{
    const bool isGelu = m_activation == LinearActivation::Gelu;
    if (m_packed.defined())
        return oneDnn().linear->call(
            x, m_packed, optionalOf(m_bias), isGelu ? "gelu" : "none", OneDnnScalars(),
            isGelu ? "none" : "");
    torch::Tensor y = at::linear(x, m_weight, optionalOf(m_bias));
    return isGelu ? at::gelu(y) : y;
}

torch::Tensor PackedLinear::plus(const torch::Tensor &other, const torch::Tensor &x) const
{
    if (m_packed.defined())
        return oneDnn().linearAdd->call(x, other, m_packed, optionalOf(m_bias), "add");
    return at::linear(x, m_weight, optionalOf(m_bias)).add_(other);
}

} // namespace core
