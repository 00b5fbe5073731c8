#include "core/network/axial_attention_modules.h"

#include "core/network/half_range.h"
#include "core/network/softmax.h"

namespace core {
namespace {

/// A 1 x 1 convolution's weights as those of a linear layer. [out, in]
torch::Tensor matrixOf(const FoldedConv &conv)
{
    return conv.weight().flatten(1);
}

/// Rows of pixels that are mixed together: what they become stays near the caches.
int64_t rowsPerStrip(const torch::Tensor &pixels)
{
    constexpr int64_t floatsPerStrip = 1 << 19;
    return std::max<int64_t>(1, floatsPerStrip / (pixels.size(1) * pixels.size(2)));
}

} // namespace

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

AxialPair::AxialPair(
    const AxialAttention &height, const AxialAttention &width, const Preparation &how)
    : m_height(height)
    , m_width(width)
    , m_mixesFirst(how.allowsKernels())
    , m_emulatesHalf(how.emulatesHalf)
{
    if (!m_mixesFirst)
        return;
    const Preparation exact; // the heads stay in float32 with Precision::Int8, too
    std::vector<torch::Tensor> weights;
    std::vector<torch::Tensor> biases;
    const FoldedConv first = height->m_query->folded(exact);
    for (const FoldedConv &conv : {first, height->m_key->folded(exact),
             width->m_query->folded(exact), width->m_key->folded(exact)}) {
        weights.push_back(conv.weight());
        biases.push_back(conv.bias());
    }
    m_queriesAndKeys =
        FoldedConv(first, at::cat(weights, 0), at::cat(biases, 0), Activation::None);
    const FoldedConv down = height->m_value->folded(exact);
    const FoldedConv across = width->m_value->folded(exact);
    const int64_t channels = down.weight().size(0);
    torch::nn::Linear values(2 * channels, channels);
    values->weight.set_data(at::cat(
        {matrixOf(down) * height->m_gamma, matrixOf(across) * width->m_gamma}, 1).detach());
    values->bias.set_data(
        (down.bias() * height->m_gamma + across.bias() * width->m_gamma).detach());
    m_values = PackedLinear(values, exact);
}

/// The attention of each pixel of a row to the others, the two axes by turns: [N, 2L, L].
torch::Tensor AxialPair::weightsOver(const torch::Tensor &x) const
{
    const int64_t length = x.size(3);
    const torch::Tensor parts = m_queriesAndKeys(x)
                                    .permute({0, 2, 3, 1})
                                    .unflatten(3, {2, 2, -1}) // [N, H, L, axis, q or k, c]
                                    .permute({4, 0, 3, 2, 1, 5})
                                    .reshape({2, 2 * x.size(0), length, -1});
    return softmaxed(at::bmm(parts[0], parts[1].transpose(1, 2)))
        .view({x.size(0), 2, length, length})
        .transpose(1, 2)
        .reshape({x.size(0), 2 * length, length});
}

torch::Tensor AxialPair::operator()(const torch::Tensor &x) const
{
    if (m_emulatesHalf)
        return heldAsHalf(heldAsHalf(m_height->forward(x)) + heldAsHalf(m_width->forward(x)));
    if (!m_mixesFirst || x.size(2) != x.size(3))
        return m_height->forward(x) + m_width->forward(x);
    const torch::Tensor weights = weightsOver(x);
    const torch::Tensor pixels = x.permute({0, 2, 3, 1}).contiguous().flatten(0, 1); // [N*H, L, C]
    torch::Tensor sum = at::empty_like(pixels);
    const int64_t height = x.size(2);
    const int64_t step = rowsPerStrip(pixels);
    for (int64_t n = 0; n < x.size(0); ++n)
        for (int64_t top = 0; top < height; top += step) {
            const int64_t rows = std::min(step, height - top);
            const torch::Tensor here = pixels.narrow(0, n * height + top, rows);
            const torch::Tensor mixed =
                at::bmm(weights[n].expand({rows, 2 * height, height}), here) // [rows, 2L, C]
                    .view({rows, height, -1}); // [rows, L, 2C]
            torch::Tensor target = sum.narrow(0, n * height + top, rows);
            target.copy_(m_values.plus(here * 2, mixed));
        }
    return sum.view({x.size(0), height, height, -1}).permute({0, 3, 1, 2});
}

} // namespace core
