#pragma once

#include "core/network/backbone_modules.h"
#include "core/network/folded_conv.h"
#include "core/network/packed_linear.h"
#include "core/network/swin_windows.h"
#include "core/network/window_attention.h"

namespace core {

/// Sizes of a Swin transformer; the default is Swin-B.
struct SwinOptions
{
    int64_t embed = 128; ///< channels of the first stage; doubled from stage to stage
    std::array<int64_t, 4> depths {2, 2, 18, 2};
    std::array<int64_t, 4> heads {4, 8, 16, 32};
    int64_t window = 12; ///< tokens along a window's side
};

/// Attention inside windows, with a learned bias for each offset of query and key.
/// Source: Swin Transformer, section 3.2; inspyrenet/spec.md, 2; the reference's WindowAttention.
class WindowAttentionImpl final : public torch::nn::Module, public Preparable
{
public:
    /// `shift` is the one of the block it stands in: it decides what is masked.
    WindowAttentionImpl(int64_t channels, int64_t heads, int64_t window, int64_t shift);
    void prepare(const Preparation &how) override;

    /// tokens: [B, T, C], normalised; residual: [B, T, C] -> residual + the attention's result.
    torch::Tensor forward(const torch::Tensor &tokens, const torch::Tensor &residual,
        const WindowStrip &strip) const;

private:
    torch::Tensor attended(const torch::Tensor &tokens, const WindowStrip &strip) const;
    torch::Tensor attendedWindows(const torch::Tensor &windows, const WindowStrip &strip) const;
    torch::Tensor biasAt(std::size_t place) const;

    int64_t m_heads;
    int64_t m_window;
    int64_t m_shift;
    torch::Tensor m_biasTable; // [(2w - 1)^2, heads]
    torch::Tensor m_index; // [w^2, w^2] int64
    torch::nn::Linear m_qkv;
    torch::nn::Linear m_proj;
    PackedLinear m_packedQkv;
    PackedLinear m_packedProj;
    WindowTerms m_terms;
    bool m_hasKernel = false;
    bool m_emulatesHalf = false;
};
TORCH_MODULE(WindowAttention);

/// Two linear layers with GELU between them. x: [..., C] -> residual + [..., C].
class SwinMlpImpl final : public torch::nn::Module, public Preparable
{
public:
    explicit SwinMlpImpl(int64_t channels);
    void prepare(const Preparation &how) override;
    torch::Tensor forward(const torch::Tensor &x, const torch::Tensor &residual) const
    {
        return m_packedSecond.plus(residual, m_packedFirst(x));
    }

private:
    torch::nn::Linear m_first;
    torch::nn::Linear m_second;
    PackedLinear m_packedFirst;
    PackedLinear m_packedSecond;
};
TORCH_MODULE(SwinMlp);

/// Windowed attention and MLP, each behind a LayerNorm and beside a residual.
/// Source: Swin Transformer, equation 3; the reference's SwinTransformerBlock.
class SwinBlockImpl final : public torch::nn::Module
{
public:
    SwinBlockImpl(int64_t channels, int64_t heads, int64_t window, int64_t shift);

    /// x: [B, H, W, C], changed in place, strip by strip: each token is in one window only.
    void apply(torch::Tensor &x, const std::vector<WindowStrip> &strips) const;

private:
    torch::Tensor tokensAfter(const torch::Tensor &tokens, const WindowStrip &strip) const;

    torch::nn::LayerNorm m_norm1;
    WindowAttention m_attention;
    torch::nn::LayerNorm m_norm2;
    SwinMlp m_mlp;
};
TORCH_MODULE(SwinBlock);

/// Four neighbours become one token of twice the channels. x: [B, H, W, C] -> [B, ceil(H/2),
/// ceil(W/2), 2C]. Source: Swin Transformer, section 3.1; the reference's PatchMerging.
class PatchMergingImpl final : public torch::nn::Module, public Preparable
{
public:
    explicit PatchMergingImpl(int64_t channels);
    void prepare(const Preparation &how) override;
    torch::Tensor forward(const torch::Tensor &x) const;

private:
    torch::nn::LayerNorm m_norm;
    torch::nn::Linear m_reduction;
    PackedLinear m_packed;
};
TORCH_MODULE(PatchMerging);

/// Some blocks at one resolution, and the way down to the next.
class SwinStageImpl final : public torch::nn::Module, public Preparable
{
public:
    SwinStageImpl(const SwinOptions &options, std::size_t stage);
    void prepare(const Preparation &how) override;

    /// x: [B, H, W, C], changed in place.
    void apply(torch::Tensor &x) const;
    /// What the next stage gets; only where there is one.
    torch::Tensor merged(const torch::Tensor &x) const { return m_downsample->forward(x); }

private:
    int64_t m_window;
    Execution m_execution = Execution::Planned;
    std::vector<SwinBlock> m_blocks;
    PatchMerging m_downsample {nullptr};
};
TORCH_MODULE(SwinStage);

/// The image cut into 4 x 4 patches, a token each. x: [B, 3, H, W] -> [B, ceil(H/4), ceil(W/4),
/// embed].
class PatchEmbedImpl final : public torch::nn::Module, public Preparable
{
public:
    explicit PatchEmbedImpl(int64_t embed);
    void prepare(const Preparation &how) override;
    torch::Tensor forward(const torch::Tensor &x) const;

private:
    torch::nn::Conv2d m_proj;
    torch::nn::LayerNorm m_norm;
    FoldedConv m_folded;
};
TORCH_MODULE(PatchEmbed);

/// Swin transformer of the detection kind (any size, padded windows): strides 4, 4, 8, 16, 32.
/// Source: Swin Transformer; inspyrenet/spec.md, 2; the reference's SwinTransformer.
class SwinBackboneImpl final : public Backbone
{
public:
    explicit SwinBackboneImpl(const SwinOptions &options = {});
    std::array<torch::Tensor, 5> forward(const torch::Tensor &x, const Watch &watch) override;
    std::array<int64_t, 5> channels() const override;

private:
    SwinOptions m_options;
    PatchEmbed m_embed;
    std::vector<SwinStage> m_stages;
    std::vector<torch::nn::LayerNorm> m_norms;
};

} // namespace core
