#include "core/network/axial_attention_modules.h"

#include "core/network/axial_kernel.h"
#include "core/network/half_range.h"
#include "core/network/processor.h"
#include "core/network/share_out.h"
#include "core/network/softmax.h"
#include "core/network/thread_scratch.h"

namespace core {
namespace {

/// A 1 x 1 convolution's weights as those of a linear layer. [out, in]
torch::Tensor matrixOf(const FoldedConv &conv)
{
    return conv.weight().flatten(1);
}

const auto floatKernel = bestForProcessor<AxialKernel>(axialRowsAvx512, axialRowsAvx2);

} // namespace

AxialAttentionImpl::AxialAttentionImpl(int64_t channels, Axis axis)
    : m_axis(axis)
    , m_channels(channels)
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
    , m_mixesFirst(how.allowsKernels() && floatKernel && height->m_channels % 16 == 0)
    , m_emulatesHalf(how.emulatesHalf)
    , m_products(how.products())
{
    if (m_mixesFirst)
        packHeads();
}

/// Always in float32, with Precision::Int8, too.
void AxialPair::packHeads()
{
    const Preparation exact {.execution = Execution::Plain};
    std::vector<torch::Tensor> weights;
    std::vector<torch::Tensor> biases;
    for (const FoldedConv &conv :
        {m_height->m_query->folded(exact), m_height->m_key->folded(exact),
            m_width->m_query->folded(exact), m_width->m_key->folded(exact)}) {
        weights.push_back(matrixOf(conv));
        biases.push_back(conv.bias());
    }
    m_queriesAndKeys = at::cat(weights, 0).contiguous();
    m_queryAndKeyBias = at::cat(biases, 0).unsqueeze(1);
    const FoldedConv down = m_height->m_value->folded(exact);
    const FoldedConv across = m_width->m_value->folded(exact);
    const torch::Tensor values =
        at::cat({matrixOf(down) * m_height->m_gamma, matrixOf(across) * m_width->m_gamma}, 1);
    m_values = asFactors(values.detach(), m_products).t().contiguous();
    m_valueBias = (down.bias() * m_height->m_gamma + across.bias() * m_width->m_gamma).detach();
}

/// The attention of each pixel of a row to the others, the two axes by turns: [2L, L].
/// pixels: [H, L, C] of one photo.
torch::Tensor AxialPair::weightsOver(const torch::Tensor &pixels) const
{
    const int64_t length = pixels.size(1);
    const torch::Tensor heads =
        at::addmm(m_queryAndKeyBias, m_queriesAndKeys, pixels.flatten(0, 1).t())
            .view({2, 2, -1, length}); // [axis, q or k, c*H, L]
    const torch::Tensor logits = at::bmm(heads.select(1, 0).transpose(1, 2), heads.select(1, 1));
    return asFactors(softmaxed(logits).transpose(0, 1), m_products); // [L, axis, L]
}

torch::Tensor AxialPair::operator()(const torch::Tensor &x) const
{
    if (m_emulatesHalf)
        return heldAsHalf(heldAsHalf(m_height->forward(x)) + heldAsHalf(m_width->forward(x)));
    const bool inPairs = m_products == Products::BFloat16Pairs;
    if (!m_mixesFirst || x.size(2) != x.size(3) || (inPairs && x.size(2) % 2 != 0))
        return m_height->forward(x) + m_width->forward(x);
    const int64_t length = x.size(2);
    const torch::Tensor pixels = x.permute({0, 2, 3, 1}).contiguous(); // [N, H, L, C]
    torch::Tensor sum = at::empty_like(pixels);
    for (int64_t n = 0; n < x.size(0); ++n) {
        const torch::Tensor weights = weightsOver(pixels[n]);
        const AxialJob job {.pixels = pixels[n].const_data_ptr<float>(),
            .length = length,
            .channels = x.size(1),
            .weights = weights.const_data_ptr<float>(),
            .values = m_values.const_data_ptr<float>(),
            .bias = m_valueBias.const_data_ptr<float>(),
            .target = sum[n].data_ptr<float>()};
        const AxialKernel kernel = inPairs ? axialRowsBFloat16 : floatKernel;
        const ThreadScratch scratch(axialScratch(job));
        shareOut(length,
            [&](int64_t row) { kernel(job, row, row + 1, scratch.mine()); });
    }
    return sum.permute({0, 3, 1, 2});
}

} // namespace core
