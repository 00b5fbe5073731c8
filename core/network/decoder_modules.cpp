#include "core/network/decoder_modules.h"

#include "core/network/bilinear.h"

namespace core {
namespace {

ConvBlock conv3x3(int64_t in, int64_t out, Norm norm = Norm::Batch)
{
    return ConvBlock(
        ConvBlockOptions {.in = in, .out = out, .kernelHeight = 3, .kernelWidth = 3, .norm = norm});
}

} // namespace

DecoderImpl::DecoderImpl(int64_t depth)
    : m_join(register_module("conv1", conv3x3(3 * depth, depth)))
    , m_conv2(register_module("conv2", conv3x3(depth, depth)))
    , m_conv3(register_module("conv3", conv3x3(depth, depth)))
    , m_conv4(register_module("conv4", conv3x3(depth, depth)))
    , m_map(register_module("conv5", conv3x3(depth, 1, Norm::None)))
    , m_heightAttention(register_module("Hattn", AxialAttention(depth, Axis::Height)))
    , m_widthAttention(register_module("Wattn", AxialAttention(depth, Axis::Width)))
{
}

void DecoderImpl::prepare(const Preparation &how)
{
    m_attention = AxialPair(m_heightAttention, m_widthAttention, how);
}

DecoderOutput DecoderImpl::forward(
    const torch::Tensor &c3, const torch::Tensor &c4, const torch::Tensor &c5) const
{
    const int64_t height = c3.size(2);
    const int64_t width = c3.size(3);
    const torch::Tensor joined = m_join->forward(
        at::cat({resizedToCorners(c5, height, width), resizedToCorners(c4, height, width), c3}, 1));
    torch::Tensor feature = m_attention(joined);
    feature = m_conv4->forward(m_conv3->forward(m_conv2->forward(feature)));
    return {.feature = feature, .map = m_map->forward(feature).to(torch::kFloat32)};
}

} // namespace core
