#include "core/network/sica_modules.h"

#include "core/network/bilinear.h"
#include "core/network/context_sums.h"
#include "core/network/edge_tiles.h"
#include "core/network/image_pyramid.h"
#include "core/network/map_strips.h"
#include "core/network/processor.h"
#include "core/network/quotient.h"
#include "core/network/share_out.h"
#include "core/network/similarity_kernel.h"
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

/// sigmoid(logits at that size) - threshold, [N, 1, H, W].
torch::Tensor aboveThreshold(
    const torch::Tensor &logits, int64_t height, int64_t width, const torch::Tensor &threshold)
{
    return resized(logits, height, width).sigmoid().sub_(threshold);
}

const auto kernel = bestForProcessor<SimilarityKernel>(similarityAvx512, similarityAvx2);

/// A region of a map, as a view. [N, C, h, w]
torch::Tensor within(const torch::Tensor &map, const Region &region)
{
    return map.narrow(2, region.top, region.height()).narrow(3, region.left, region.width());
}

/// `inner` as it lies in a tensor that holds `outer`.
Region relativeTo(const Region &inner, const Region &outer)
{
    return {.top = inner.top - outer.top,
        .bottom = inner.bottom - outer.top,
        .left = inner.left - outer.left,
        .right = inner.right - outer.left};
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

void SicaImpl::prepare(const Preparation &how)
{
    m_how = how;
    m_onRegions = m_out1->folded(how);
    const FoldedConv join = m_out2->folded(how);
    m_joinX =
        FoldedConv(join, join.weight().narrow(1, 0, m_options.in), join.bias(), Activation::None);
    m_joinAttended = FoldedConv(join, join.weight().narrow(1, m_options.in, m_options.depth),
        torch::Tensor(), Activation::Relu);
    m_toLaplacian = m_out4->folded({.execution = how.execution});
    m_exactKey = m_key->folded({.execution = Execution::Plain});
    m_exactValue = m_value->folded({.execution = Execution::Plain});
}

/// Foreground, background, uncertain, and with a Laplacian its two signs: [N, K, H, W], K = 3 or 5.
torch::Tensor SicaImpl::regions(int64_t height, int64_t width, const torch::Tensor &map,
    const torch::Tensor &laplacian) const
{
    const torch::Tensor over = aboveThreshold(map, height, width, m_threshold);
    std::vector<torch::Tensor> parts {
        over.clamp(0, 1), (-over).clamp_(0, 1), m_threshold - over.abs()};
    if (m_options.laplacian == UsesLaplacian::Yes) {
        const torch::Tensor edge = aboveThreshold(laplacian, height, width, m_laplacianThreshold);
        parts.push_back(edge.clamp(0, 1));
        parts.push_back((-edge).clamp_(0, 1));
    }
    return at::cat(parts, 1);
}

/// The CPU takes a map in strips, everybody else where that is asked for.
MapParts SicaImpl::parts() const
{
    return m_how.execution == Execution::Planned ? MapParts::Strips : m_parts;
}

/// sums: [in, K]. The values are few (K columns), so they are multiplied into the weights of the
/// convolution that follows instead of into every pixel: K channels are convolved where `depth`
/// would be.
SicaImpl::Context SicaImpl::contextOf(const torch::Tensor &sums) const
{
    const int64_t depth = m_options.depth;
    const torch::Tensor map = sums.view({1, m_options.in, -1, 1});
    const torch::Tensor keys = m_exactKey[1](m_exactKey[0](map)).view({depth, -1}).t();
    const torch::Tensor values = m_exactValue[1](m_exactValue[0](map)).view({depth, -1});
    // [out, depth, 3, 3] * [depth, K] -> [out, 3, 3, K] -> [out, K, 3, 3]
    const torch::Tensor weight =
        at::tensordot(m_onRegions.weight().to(torch::kFloat32), values, {1}, {0})
            .permute({0, 3, 1, 2});
    return {.keys = (keys * std::pow(double(depth), -0.5)).contiguous(),
        .onRegions = FoldedConv(m_onRegions, weight, m_onRegions.bias(), Activation::Relu)};
}

/// softmax(query * keys): [1, K, h, w], channels last.
torch::Tensor SicaImpl::similarity(const torch::Tensor &query, const torch::Tensor &keys) const
{
    const torch::Tensor pixels = query.permute({0, 2, 3, 1}).to(torch::kFloat32).contiguous();
    const int64_t channels = keys.size(1);
    const bool isForKernel = m_how.execution == Execution::Planned && kernel
        && keys.size(0) <= mostKeys && channels % 16 == 0;
    if (!isForKernel)
        return softmaxed(at::matmul(pixels, keys.t())).permute({0, 3, 1, 2}).to(query.scalar_type());
    torch::Tensor weights = torch::empty({1, query.size(2), query.size(3), keys.size(0)});
    const SimilarityJob job {.queries = pixels.const_data_ptr<float>(),
        .keys = keys.const_data_ptr<float>(),
        .channels = channels,
        .keyCount = keys.size(0),
        .target = weights.data_ptr<float>()};
    const int64_t count = query.size(2) * query.size(3);
    constexpr int64_t atOnce = 1024;
    shareOut(quotientUp(count, atOnce), [&](int64_t i) {
        kernel(job, i * atOnce, std::min((i + 1) * atOnce, count));
    });
    return weights.permute({0, 3, 1, 2}).to(query.scalar_type());
}

SicaOutput SicaImpl::inPart(
    const torch::Tensor &x, const Context &context, SicaWants wants) const
{
    const torch::Tensor beside =
        context.onRegions(similarity(m_query->forward(x), context.keys));
    torch::Tensor joined = m_joinX(x);
    m_joinAttended.addTo(joined, beside); // conv_out2 over [x | beside] without building that
    if (wants == SicaWants::LaplacianOnly) // the feature is as large as the input: not laid down
        return {.feature = {}, .laplacian = m_out3->followedBy(m_toLaplacian, joined)};
    torch::Tensor feature = m_out3->forward(joined);
    return {.feature = feature, .laplacian = m_toLaplacian(feature.to(torch::kFloat32))};
}

SicaOutput SicaImpl::nothingYet(const FeatureSource &source, SicaWants wants) const
{
    const auto options = m_threshold.options();
    SicaOutput whole {.feature = {},
        .laplacian = torch::zeros({1, 1, source.height(), source.width()}, options)};
    if (wants == SicaWants::Both)
        whole.feature = torch::empty({1, m_options.depth, source.height(), source.width()},
            options.dtype(m_how.type()).memory_format(at::MemoryFormat::ChannelsLast));
    return whole;
}

void SicaImpl::addParts(SicaOutput &whole, const FeatureSource &source, const Context &context,
    const std::vector<Region> &parts) const
{
    const SicaWants wants =
        whole.feature.defined() ? SicaWants::Both : SicaWants::LaplacianOnly;
    for (const Region &part : parts) {
        const Region seen = grown(part, sicaMargin, source.height(), source.width());
        const SicaOutput result = inPart(source.part(seen), context, wants);
        const Region inner = relativeTo(part, seen);
        within(whole.laplacian, part).copy_(within(result.laplacian, inner));
        if (wants == SicaWants::Both)
            within(whole.feature, part).copy_(within(result.feature, inner));
    }
}

SicaOutput SicaImpl::nearEdges(const FeatureSource &source, const Context &context,
    const torch::Tensor &map, SicaWants wants, const torch::Tensor &counts) const
{
    SicaOutput whole = nothingYet(source, wants);
    if (counts.defined()) {
        addParts(whole, source, context, tilesThatCount(counts));
        return whole;
    }
    EdgeTiles tiles(resizedToCorners(expanded(map), source.height(), source.width()));
    for (auto parts = tiles.next(whole.laplacian); !parts.empty();
         parts = tiles.next(whole.laplacian))
        addParts(whole, source, context, parts);
    return whole;
}

SicaOutput SicaImpl::ofPhoto(const FeatureSource &source, const torch::Tensor &map,
    const torch::Tensor &laplacian, SicaWants wants, const SicaParts &which) const
{
    const int64_t height = source.height();
    const int64_t width = source.width();
    const torch::Tensor small = resized(regions(height, width, map, laplacian),
        m_options.contextHeight, m_options.contextWidth);
    const Context context =
        contextOf(contextSums(source, small.contiguous(), m_how, parts()));
    if (which.stages == FineStages::NearEdges)
        return nearEdges(source, context, map, wants, which.counts);
    const std::vector<Region> all = partsOf(parts(), height, width);
    if (all.size() == 1)
        return inPart(source.part(all.front()), context, wants);
    SicaOutput whole = nothingYet(source, wants);
    addParts(whole, source, context, all);
    return whole;
}

SicaOutput SicaImpl::forward(const std::vector<torch::Tensor> &maps, int64_t height, int64_t width,
    const torch::Tensor &map, const torch::Tensor &laplacian, SicaWants wants,
    const SicaParts &which) const
{
    const auto ofOne = [](const torch::Tensor &all, int64_t n) {
        return all.defined() ? all.narrow(0, n, 1) : all;
    };
    std::vector<torch::Tensor> features;
    std::vector<torch::Tensor> laplacians;
    for (int64_t n = 0; n < map.size(0); ++n) {
        std::vector<torch::Tensor> seen;
        for (const torch::Tensor &feature : maps)
            seen.push_back(ofOne(feature, n));
        const SicaOutput photo =
            ofPhoto(FeatureSource(std::move(seen), height, width, m_how.execution), ofOne(map, n),
                ofOne(laplacian, n), wants, {which.stages, ofOne(which.counts, n)});
        features.push_back(photo.feature);
        laplacians.push_back(photo.laplacian);
    }
    if (laplacians.size() == 1)
        return {.feature = features.front(), .laplacian = laplacians.front()};
    return {.feature = wants == SicaWants::Both ? at::cat(features, 0) : torch::Tensor(),
        .laplacian = at::cat(laplacians, 0)};
}

} // namespace core
