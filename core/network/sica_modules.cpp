#include "core/network/sica_modules.h"

#include "core/network/bilinear.h"
#include "core/network/softmax.h"

#include <cmath>

namespace core {
namespace {

ConvBlock reluBlock(int64_t in, int64_t out, int64_t kernel)
{
    return ConvBlock(ConvBlockOptions {.in = in,
        .out = out,
        .kernelHeight = kernel,
        .kernelWidth = kernel,
        .activation = Activation::Relu});
}

/// sigmoid(logits at x's size) - threshold, [N, 1, H, W].
torch::Tensor aboveThreshold(
    const torch::Tensor &logits, const torch::Tensor &x, const torch::Tensor &threshold)
{
    return resized(logits, x.size(2), x.size(3)).sigmoid().sub_(threshold);
}

} // namespace

ReluPairImpl::ReluPairImpl(int64_t in, int64_t out, int64_t kernel)
    : m_first(register_module("0", reluBlock(in, out, kernel)))
    , m_second(register_module("1", reluBlock(out, out, kernel)))
{
}

SicaImpl::SicaImpl(const SicaOptions &options)
    : m_options(options)
    , m_threshold(register_parameter("threshold", torch::full({1}, 0.5)))
    , m_query(register_module("conv_query", ReluPair(options.in, options.depth, 3)))
    , m_key(register_module("conv_key", ReluPair(options.in, options.depth, 1)))
    , m_value(register_module("conv_value", ReluPair(options.in, options.depth, 1)))
    , m_out1(register_module("conv_out1", reluBlock(options.depth, options.depth, 3)))
    , m_out2(register_module("conv_out2", reluBlock(options.in + options.depth, options.depth, 3)))
    , m_out3(register_module("conv_out3", reluBlock(options.depth, options.depth, 3)))
    , m_out4(
          register_module("conv_out4", ConvBlock(ConvBlockOptions {.in = options.depth, .out = 1})))
{
    if (options.laplacian == UsesLaplacian::Yes)
        m_laplacianThreshold = register_parameter("lthreshold", torch::full({1}, 0.5));
}

void SicaImpl::prepare()
{
    m_onRegions = m_out1->folded();
    const FoldedConv join = m_out2->folded();
    m_joinX =
        FoldedConv(join, join.weight().narrow(1, 0, m_options.in), join.bias(), Activation::None);
    m_joinAttended = FoldedConv(join, join.weight().narrow(1, m_options.in, m_options.depth),
        torch::Tensor(), Activation::Relu);
}

/// Foreground, background, uncertain, and with a Laplacian its two signs: [N, K, H, W], K = 3 or 5.
torch::Tensor SicaImpl::regions(
    const torch::Tensor &x, const torch::Tensor &map, const torch::Tensor &laplacian) const
{
    const torch::Tensor over = aboveThreshold(map, x, m_threshold);
    std::vector<torch::Tensor> parts {
        over.clamp(0, 1), (-over).clamp_(0, 1), m_threshold - over.abs()};
    if (m_options.laplacian == UsesLaplacian::Yes) {
        const torch::Tensor edge = aboveThreshold(laplacian, x, m_laplacianThreshold);
        parts.push_back(edge.clamp(0, 1));
        parts.push_back((-edge).clamp_(0, 1));
    }
    return at::cat(parts, 1);
}

/// A sum, not a mean, over the feature's memory taken as [height*width, in] rows as it lies: [N,
/// in, K, 1].
torch::Tensor SicaImpl::context(const torch::Tensor &x, const torch::Tensor &regions) const
{
    const int64_t pixels = m_options.contextHeight * m_options.contextWidth;
    const auto atContextSize = [this](const torch::Tensor &map) {
        return resized(map, m_options.contextHeight, m_options.contextWidth).contiguous();
    };
    const torch::Tensor feature = atContextSize(x).view({x.size(0), pixels, m_options.in});
    const torch::Tensor weights = atContextSize(regions).view({x.size(0), -1, pixels});
    return at::bmm(weights, feature).transpose(1, 2).unsqueeze(3);
}

/// conv_out1 over softmax(query * key) * values. The values are few (K columns), so they are
/// multiplied into the convolution's weights instead of into every pixel: K channels are convolved
/// where `depth` would be.
torch::Tensor SicaImpl::attended(const torch::Tensor &x, const torch::Tensor &context) const
{
    const int64_t depth = m_options.depth;
    const torch::Tensor key =
        m_key->forward(context).reshape({x.size(0), depth, -1}); // [N, depth, K]
    const torch::Tensor values =
        m_value->forward(context).reshape({x.size(0), depth, -1}); // [N, depth, K]
    const torch::Tensor query = m_query->forward(x).permute({0, 2, 3, 1}); // [N, H, W, depth]
    const torch::Tensor similar =
        softmaxed(at::matmul(query.flatten(1, 2), key * std::pow(double(depth), -0.5))); // [N, H*W, K]
    const torch::Tensor map =
        similar.view({x.size(0), x.size(2), x.size(3), -1}).permute({0, 3, 1, 2});

    std::vector<torch::Tensor> photos;
    for (int64_t n = 0; n < x.size(0); ++n) {
        // [out, depth, 3, 3] * [depth, K] -> [out, 3, 3, K] -> [out, K, 3, 3]
        const torch::Tensor weight =
            at::tensordot(m_onRegions.weight(), values[n], {1}, {0}).permute({0, 3, 1, 2});
        const FoldedConv convolution(m_onRegions, weight, m_onRegions.bias(), Activation::Relu);
        photos.push_back(convolution(map.narrow(0, n, 1)));
    }
    return photos.size() == 1 ? photos.front() : at::cat(photos, 0);
}

SicaOutput SicaImpl::forward(
    const torch::Tensor &x, const torch::Tensor &map, const torch::Tensor &laplacian) const
{
    const torch::Tensor beside = attended(x, context(x, regions(x, map, laplacian)));
    torch::Tensor joined = m_joinX(x);
    m_joinAttended.addTo(joined, beside); // conv_out2 over [x | beside] without building that
    const torch::Tensor feature = m_out3->forward(joined);
    return {.feature = feature, .laplacian = m_out4->forward(feature)};
}

} // namespace core
