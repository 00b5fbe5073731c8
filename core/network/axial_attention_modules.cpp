#include "core/network/axial_attention_modules.h"

#include "core/network/softmax.h"

namespace core {

AxialAttentionImpl::AxialAttentionImpl(int64_t channels, Axis axis)
    : m_axis(axis)
    , m_query(register_module(
          "query_conv", ConvBlock(ConvBlockOptions {.in = channels, .out = channels / 8})))
    , m_key(register_module(
          "key_conv", ConvBlock(ConvBlockOptions {.in = channels, .out = channels / 8})))
    , m_value(register_module(
          "value_conv", ConvBlock(ConvBlockOptions {.in = channels, .out = channels})))
    , m_gamma(register_parameter("gamma", torch::zeros(1)))
{
}

torch::Tensor AxialAttentionImpl::forward(const torch::Tensor &x) const
{
    const int64_t length = m_axis == Axis::Height ? x.size(2) : x.size(3);
    const auto rows = [&x, length](const torch::Tensor &map) {
        return map.contiguous().view({x.size(0), -1, length}); // [N, c, H, W] -> [N, c*H*W/L, L]
    };
    const torch::Tensor query = rows(m_query->forward(x));
    const torch::Tensor key = rows(m_key->forward(x));
    const torch::Tensor value = rows(m_value->forward(x));
    // Unscaled products over thousands of rows: float32, or half overflows. [N, L, L]
    const torch::Tensor weights = softmaxed(
        at::bmm(query.transpose(1, 2).to(torch::kFloat32), key.to(torch::kFloat32)));
    const torch::Tensor mixed = at::bmm(value, weights.transpose(1, 2).to(value.scalar_type()));
    return m_gamma.to(x.scalar_type()) * mixed.view(x.sizes()) + x;
}

} // namespace core
