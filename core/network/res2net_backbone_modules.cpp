#include "core/network/res2net_backbone_modules.h"

#include "core/network/half_range.h"

namespace core {
namespace {

constexpr int64_t splits = 4;
constexpr int64_t expansion = 4;
constexpr std::array<const char *, 5> tapNames {"x1", "x2", "x3", "x4", "x5"};
constexpr std::array<const char *, 4> layerNames {"layer1", "layer2", "layer3", "layer4"};

/// By layer: stride of the first block.
constexpr std::array<int64_t, 4> strides {1, 2, 2, 2};
/// By layer, then by block.
int64_t dilationOf(std::size_t layer, std::size_t block)
{
    constexpr std::array<int64_t, 3> last {4, 8, 16};
    if (layer == 3)
        return last.at(block);
    return layer == 2 ? 2 : 1;
}

torch::nn::Conv2d convolution(
    int64_t in, int64_t out, int64_t kernel, int64_t stride = 1, int64_t dilation = 1)
{
    return torch::nn::Conv2d(torch::nn::Conv2dOptions(in, out, kernel)
                                 .stride(stride)
                                 .padding(kernel / 2 * dilation)
                                 .dilation(dilation)
                                 .bias(false));
}

} // namespace

Res2NetBlockImpl::Res2NetBlockImpl(const Res2NetBlockOptions &options)
    : m_options(options)
    , m_reduce(register_module("conv1", convolution(options.in, splits * options.width, 1)))
    , m_reduceNorm(register_module("bn1", torch::nn::BatchNorm2d(splits * options.width)))
    , m_expand(register_module(
          "conv3", convolution(splits * options.width, expansion * options.planes, 1)))
    , m_expandNorm(register_module("bn3", torch::nn::BatchNorm2d(expansion * options.planes)))
{
    torch::nn::ModuleList convs;
    torch::nn::ModuleList norms;
    for (int64_t k = 0; k < splits - 1; ++k) {
        m_convs.push_back(
            convolution(options.width, options.width, 3, options.stride, options.dilation));
        m_norms.emplace_back(options.width);
        convs->push_back(m_convs.back());
        norms->push_back(m_norms.back());
    }
    register_module("convs", convs);
    register_module("bns", norms);
    if (options.place == Res2NetPlace::Later)
        return;
    m_shortcut = convolution(options.in, expansion * options.planes, 1);
    m_shortcutNorm = torch::nn::BatchNorm2d(expansion * options.planes);
    register_module("downsample",
        torch::nn::Sequential(
            torch::nn::AvgPool2d(options.stride), m_shortcut, m_shortcutNorm));
}

void Res2NetBlockImpl::prepare(const Preparation &how)
{
    m_foldedReduce = FoldedConv(m_reduce, m_reduceNorm, Activation::Relu, how);
    m_foldedConvs.clear();
    for (std::size_t k = 0; k < m_convs.size(); ++k)
        m_foldedConvs.emplace_back(m_convs[k], m_norms[k], Activation::Relu, how);
    m_foldedExpand = FoldedConv(m_expand, m_expandNorm, Activation::Relu, how);
    if (m_shortcut)
        m_foldedShortcut = FoldedConv(m_shortcut, m_shortcutNorm, Activation::None, how);
    m_emulatesHalf = how.emulatesHalf;
}

torch::Tensor Res2NetBlockImpl::forward(torch::Tensor x) const
{
    const torch::Tensor y = mixed(m_foldedReduce(x));
    torch::Tensor sum = residual(x);
    m_foldedExpand.addTo(sum, y);
    return sum;
}

/// [N, 4 * width, H, W] -> [N, 4 * width, H/stride, W/stride]
torch::Tensor Res2NetBlockImpl::mixed(const torch::Tensor &wide) const
{
    const std::vector<torch::Tensor> given = wide.chunk(splits, 1);
    std::vector<torch::Tensor> done;
    for (std::size_t k = 0; k < m_foldedConvs.size(); ++k) {
        const bool isSummed = k > 0 && m_options.place == Res2NetPlace::Later;
        done.push_back(m_foldedConvs[k](isSummed ? sumOf(done.back(), given[k]) : given[k]));
    }
    done.push_back(lastSplit(given.back()));
    return at::cat(done, 1);
}

torch::Tensor Res2NetBlockImpl::sumOf(const torch::Tensor &a, const torch::Tensor &b) const
{
    const torch::Tensor sum = a + b;
    return m_emulatesHalf ? heldAsHalf(sum) : sum;
}

torch::Tensor Res2NetBlockImpl::lastSplit(const torch::Tensor &split) const
{
    if (m_options.place == Res2NetPlace::Later)
        return split;
    // The padding counts: always a ninth of the sum.
    return at::avg_pool2d(split, {3, 3}, {m_options.stride, m_options.stride}, {1, 1});
}

torch::Tensor Res2NetBlockImpl::residual(const torch::Tensor &x) const
{
    if (m_options.place == Res2NetPlace::Later)
        return x;
    if (m_options.stride == 1)
        return m_foldedShortcut(x);
    const std::array<int64_t, 2> size {m_options.stride, m_options.stride};
    return m_foldedShortcut(at::avg_pool2d(x, size, size, {0, 0}, true, false));
}

Res2NetBackboneImpl::Res2NetBackboneImpl(const Res2NetOptions &options)
    : m_stem0(convolution(3, 32, 3, 2))
    , m_stemNorm0(32)
    , m_stem1(convolution(32, 32, 3))
    , m_stemNorm1(32)
    , m_stem2(convolution(32, 64, 3))
    , m_stemNorm2(register_module("bn1", torch::nn::BatchNorm2d(64)))
{
    register_module("conv1",
        torch::nn::Sequential(m_stem0, m_stemNorm0, torch::nn::ReLU(), m_stem1, m_stemNorm1,
            torch::nn::ReLU(), m_stem2));
    int64_t in = 64;
    for (std::size_t layer = 0; layer < m_layers.size(); ++layer) {
        const int64_t planes = int64_t(64) << layer;
        torch::nn::ModuleList list;
        for (std::size_t block = 0; block < std::size_t(options.blocks.at(layer)); ++block) {
            const bool isFirst = block == 0;
            m_layers.at(layer).emplace_back(Res2NetBlockOptions {.in = in,
                .planes = planes,
                .width = planes * options.baseWidth / 64,
                .stride = isFirst ? strides.at(layer) : 1,
                .dilation = dilationOf(layer, block),
                .place = isFirst ? Res2NetPlace::First : Res2NetPlace::Later});
            list->push_back(m_layers.at(layer).back());
            in = expansion * planes;
        }
        register_module(layerNames.at(layer), list);
    }
}

void Res2NetBackboneImpl::prepare(const Preparation &how)
{
    m_foldedStem = {FoldedConv(m_stem0, m_stemNorm0, Activation::Relu, how),
        FoldedConv(m_stem1, m_stemNorm1, Activation::Relu, how),
        FoldedConv(m_stem2, m_stemNorm2, Activation::Relu, how)};
}

std::array<torch::Tensor, 5> Res2NetBackboneImpl::forward(
    const torch::Tensor &x, const Watch &watch)
{
    std::array<torch::Tensor, 5> taps;
    torch::Tensor y = x;
    for (const FoldedConv &conv : m_foldedStem)
        y = conv(y);
    y = at::max_pool2d(y, {3, 3}, {2, 2}, {1, 1});
    taps[0] = y;
    watch(tapNames[0], y);
    for (std::size_t layer = 0; layer < m_layers.size(); ++layer) {
        for (const Res2NetBlock &block : m_layers.at(layer))
            y = block->forward(std::move(y));
        taps.at(layer + 1) = y;
        watch(tapNames.at(layer + 1), y);
    }
    return taps;
}

} // namespace core
