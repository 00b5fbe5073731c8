#pragma once

#include "core/network/backbone_modules.h"
#include "core/network/folded_conv.h"

namespace core {

/// How many blocks the four layers have, and how wide they are.
struct Res2NetOptions
{
    std::array<int64_t, 4> blocks {3, 4, 6, 3}; ///< at most 3 in the last
    int64_t baseWidth = 26; ///< channels of one split where a layer has 64 planes
};

/// The first block of a layer changes the size and does not sum its splits.
enum class Res2NetPlace { First, Later };

/// One block of a layer.
struct Res2NetBlockOptions
{
    int64_t in = 0;
    int64_t planes = 0; ///< a quarter of the channels that come out
    int64_t width = 0; ///< channels of one of the four splits
    int64_t stride = 1; ///< 1 where the place is Later
    int64_t dilation = 1;
    Res2NetPlace place = Res2NetPlace::Later;
};

/// A bottleneck whose 3x3 convolution is four splits, one after the other.
/// x: [N, in, H, W] -> [N, 4 * planes, H/stride, W/stride]. Source: Res2Net (Gao et al., TPAMI
/// 2021), figure 2; inspyrenet/spec.md, 3; the reference's Bottle2neck.
class Res2NetBlockImpl final : public torch::nn::Module, public Preparable
{
public:
    explicit Res2NetBlockImpl(const Res2NetBlockOptions &options);
    void prepare(const Preparation &how) override;

    /// A block that is not the first of its layer may write its result into x.
    torch::Tensor forward(torch::Tensor x) const;

private:
    torch::Tensor mixed(const torch::Tensor &splits) const;
    torch::Tensor sumOf(const torch::Tensor &a, const torch::Tensor &b) const;
    torch::Tensor lastSplit(const torch::Tensor &split) const;
    torch::Tensor residual(const torch::Tensor &x) const;

    Res2NetBlockOptions m_options;
    torch::nn::Conv2d m_reduce;
    torch::nn::BatchNorm2d m_reduceNorm;
    std::vector<torch::nn::Conv2d> m_convs;
    std::vector<torch::nn::BatchNorm2d> m_norms;
    torch::nn::Conv2d m_expand;
    torch::nn::BatchNorm2d m_expandNorm;
    torch::nn::Conv2d m_shortcut {nullptr}; // of a First block alone
    torch::nn::BatchNorm2d m_shortcutNorm {nullptr};
    FoldedConv m_foldedReduce;
    std::vector<FoldedConv> m_foldedConvs;
    FoldedConv m_foldedExpand;
    FoldedConv m_foldedShortcut;
    bool m_emulatesHalf = false;
};
TORCH_MODULE(Res2NetBlock);

/// Res2Net50-v1b 26w x 4s with dilated last layers; the five maps are at strides 4, 4, 8, 16, 32.
/// Source: inspyrenet/spec.md, 3; the reference's Res2Net.
class Res2NetBackboneImpl final : public Backbone, public Preparable
{
public:
    explicit Res2NetBackboneImpl(const Res2NetOptions &options = {});
    void prepare(const Preparation &how) override;
    std::array<torch::Tensor, 5> forward(const torch::Tensor &x, const Watch &watch) override;
    std::array<int64_t, 5> channels() const override { return {64, 256, 512, 1024, 2048}; }

private:
    torch::nn::Conv2d m_stem0;
    torch::nn::BatchNorm2d m_stemNorm0;
    torch::nn::Conv2d m_stem1;
    torch::nn::BatchNorm2d m_stemNorm1;
    torch::nn::Conv2d m_stem2;
    torch::nn::BatchNorm2d m_stemNorm2;
    std::array<std::vector<Res2NetBlock>, 4> m_layers;
    std::array<FoldedConv, 3> m_foldedStem;
};

} // namespace core
