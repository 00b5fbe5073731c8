#pragma once

#include "core/network/backbone_modules.h"
#include "core/network/folded_conv.h"

namespace core {

/// One row of EfficientNet-Lite0's table.
struct InvertedResidualOptions
{
    int64_t in = 0;
    int64_t out = 0;
    int64_t kernel = 3;
    int64_t stride = 1;
    int64_t expansion = 6; ///< 1: no expanding convolution
};

/// Expand, depthwise convolution, project; ReLU6 after the first two; plus the input where the
/// shape stays. x: [N, in, H, W] -> [N, out, H/stride, W/stride]. Source: EfficientNet (Tan and Le,
/// 2019), MBConv without squeeze-excite; lite/spec.md.
class InvertedResidualImpl final : public torch::nn::Module, public Preparable
{
public:
    explicit InvertedResidualImpl(const InvertedResidualOptions &options);
    void prepare(const Preparation &how) override;
    torch::Tensor forward(const torch::Tensor &x) const;

private:
    InvertedResidualOptions m_options;
    torch::nn::Conv2d m_expand {nullptr};
    torch::nn::BatchNorm2d m_expandNorm {nullptr};
    torch::nn::Conv2d m_depthwise;
    torch::nn::BatchNorm2d m_depthwiseNorm;
    torch::nn::Conv2d m_project;
    torch::nn::BatchNorm2d m_projectNorm;
    FoldedConv m_foldedExpand;
    FoldedConv m_foldedDepthwise;
    FoldedConv m_foldedProject;
    bool m_emulatesHalf = false;
};
TORCH_MODULE(InvertedResidual);

/// EfficientNet-Lite0 without its head, tapped after blocks 0, 2, 4, 10 and 15: strides 2, 4, 8,
/// 16, 32. Source: EfficientNet-Lite (TensorFlow, 2020); lite/spec.md.
class LiteBackboneImpl final : public Backbone, public Preparable
{
public:
    LiteBackboneImpl();
    void prepare(const Preparation &how) override;
    std::array<torch::Tensor, 5> forward(const torch::Tensor &x, const Watch &watch) override;
    std::array<int64_t, 5> channels() const override { return {16, 24, 40, 112, 320}; }

private:
    torch::nn::Conv2d m_stem;
    torch::nn::BatchNorm2d m_stemNorm;
    std::vector<InvertedResidual> m_blocks;
    FoldedConv m_foldedStem;
};

} // namespace core
