#include "core/network/lite_backbone_modules.h"

#include "core/network/half_range.h"

namespace core {
namespace {

constexpr double normEpsilon = 1e-3;

/// lite/spec.md, table of blocks.
constexpr std::array<InvertedResidualOptions, 16> blockTable {{
    {.in = 32, .out = 16, .kernel = 3, .stride = 1, .expansion = 1},
    {.in = 16, .out = 24, .kernel = 3, .stride = 2},
    {.in = 24, .out = 24, .kernel = 3, .stride = 1},
    {.in = 24, .out = 40, .kernel = 5, .stride = 2},
    {.in = 40, .out = 40, .kernel = 5, .stride = 1},
    {.in = 40, .out = 80, .kernel = 3, .stride = 2},
    {.in = 80, .out = 80, .kernel = 3, .stride = 1},
    {.in = 80, .out = 80, .kernel = 3, .stride = 1},
    {.in = 80, .out = 112, .kernel = 5, .stride = 1},
    {.in = 112, .out = 112, .kernel = 5, .stride = 1},
    {.in = 112, .out = 112, .kernel = 5, .stride = 1},
    {.in = 112, .out = 192, .kernel = 5, .stride = 2},
    {.in = 192, .out = 192, .kernel = 5, .stride = 1},
    {.in = 192, .out = 192, .kernel = 5, .stride = 1},
    {.in = 192, .out = 192, .kernel = 5, .stride = 1},
    {.in = 192, .out = 320, .kernel = 3, .stride = 1},
}};
constexpr std::array<std::size_t, 5> tappedBlocks {0, 2, 4, 10, 15};
constexpr std::array<const char *, 5> tapNames {"x1", "x2", "x3", "x4", "x5"};

torch::nn::Conv2d convolution(
    int64_t in, int64_t out, int64_t kernel, int64_t stride, int64_t groups)
{
    return torch::nn::Conv2d(torch::nn::Conv2dOptions(in, out, kernel)
                                 .stride(stride)
                                 .padding(kernel / 2)
                                 .groups(groups)
                                 .bias(false));
}

torch::nn::BatchNorm2d norm(int64_t channels)
{
    return torch::nn::BatchNorm2d(torch::nn::BatchNorm2dOptions(channels).eps(normEpsilon));
}

} // namespace

InvertedResidualImpl::InvertedResidualImpl(const InvertedResidualOptions &options)
    : m_options(options)
    , m_depthwise(register_module("depthwise_conv",
          convolution(options.in * options.expansion, options.in * options.expansion,
              options.kernel, options.stride, options.in * options.expansion)))
    , m_depthwiseNorm(register_module("bn1", norm(options.in * options.expansion)))
    , m_project(register_module(
          "project_conv", convolution(options.in * options.expansion, options.out, 1, 1, 1)))
    , m_projectNorm(register_module("bn2", norm(options.out)))
{
    if (options.expansion > 1) {
        m_expand = register_module(
            "expand_conv", convolution(options.in, options.in * options.expansion, 1, 1, 1));
        m_expandNorm = register_module("bn0", norm(options.in * options.expansion));
    }
}

void InvertedResidualImpl::prepare(const Preparation &how)
{
    if (m_expand)
        m_foldedExpand = FoldedConv(m_expand, m_expandNorm, Activation::Relu6, how);
    m_foldedDepthwise = FoldedConv(m_depthwise, m_depthwiseNorm, Activation::Relu6, how);
    m_foldedProject = FoldedConv(m_project, m_projectNorm, Activation::None, how);
    m_emulatesHalf = how.emulatesHalf;
}

torch::Tensor InvertedResidualImpl::forward(const torch::Tensor &x) const
{
    const torch::Tensor wide = m_expand ? m_foldedExpand(x) : x;
    torch::Tensor y = m_foldedProject(m_foldedDepthwise(wide));
    if (m_options.stride != 1 || m_options.in != m_options.out)
        return y;
    y.add_(x);
    return m_emulatesHalf ? heldAsHalf(y) : y;
}

LiteBackboneImpl::LiteBackboneImpl()
    : m_stem(register_module("conv_stem", convolution(3, blockTable.front().in, 3, 2, 1)))
    , m_stemNorm(register_module("bn0", norm(blockTable.front().in)))
{
    torch::nn::ModuleList list;
    for (const InvertedResidualOptions &options : blockTable) {
        m_blocks.emplace_back(options);
        list->push_back(m_blocks.back());
    }
    register_module("blocks", list);
}

void LiteBackboneImpl::prepare(const Preparation &how)
{
    m_foldedStem = FoldedConv(m_stem, m_stemNorm, Activation::Relu6, how);
}

std::array<torch::Tensor, 5> LiteBackboneImpl::forward(const torch::Tensor &x, const Watch &watch)
{
    std::array<torch::Tensor, 5> taps;
    torch::Tensor y = m_foldedStem(x);
    std::size_t tap = 0;
    for (std::size_t i = 0; i < m_blocks.size(); ++i) {
        y = m_blocks[i]->forward(y);
        if (i != tappedBlocks.at(tap))
            continue;
        watch(tapNames.at(tap), y);
        taps.at(tap++) = y;
    }
    return taps;
}

} // namespace core
