#include "core/network/conv_block_modules.h"

namespace core {
namespace {

torch::nn::Conv2dOptions convOptions(const ConvBlockOptions &options)
{
    const int64_t padHeight = options.dilation * (options.kernelHeight - 1) / 2;
    const int64_t padWidth = options.dilation * (options.kernelWidth - 1) / 2;
    return torch::nn::Conv2dOptions(
        options.in, options.out, {options.kernelHeight, options.kernelWidth})
        .padding({padHeight, padWidth})
        .dilation(options.dilation)
        .bias(false);
}

} // namespace

ConvBlockImpl::ConvBlockImpl(const ConvBlockOptions &options)
    : m_options(options)
    , m_conv(register_module("conv", torch::nn::Conv2d(convOptions(options))))
{
    if (options.norm == Norm::Batch)
        m_norm = register_module("bn", torch::nn::BatchNorm2d(options.out));
}

FoldedConv ConvBlockImpl::folded(const Preparation &how) const
{
    return FoldedConv(m_conv, m_norm, m_options.activation, how);
}

} // namespace core
