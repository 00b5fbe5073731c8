#include "core/network/swin_backbone_modules.h"

#include "core/network/half_range.h"

#include <cmath>

namespace core {
namespace {

constexpr std::array<const char *, 5> tapNames {"x1", "x2", "x3", "x4", "x5"};

/// On the CPU so many tokens of a stage at a time that the widest layer's result (4C floats a
/// token) stays near the caches; a card takes all at once.
constexpr int64_t bytesPerStrip = int64_t(6) << 20;

int64_t tokensPerStrip(const torch::Tensor &x, Execution execution)
{
    return execution == Execution::Planned && x.is_cpu() ? bytesPerStrip / (16 * x.size(3)) : 0;
}

/// Its weights are not filled: LibTorch would fill those of Swin-B at random for a second, before
/// they are loaded.
torch::nn::Linear unfilledLinear(const torch::nn::LinearOptions &options)
{
    torch::nn::Linear linear(torch::nn::LinearOptions(1, 1).bias(options.bias()));
    linear->options = options;
    linear->weight.set_data(torch::empty({options.out_features(), options.in_features()}));
    if (options.bias())
        linear->bias.set_data(torch::empty({options.out_features()}));
    return linear;
}

torch::nn::LayerNorm layerNorm(int64_t channels)
{
    return torch::nn::LayerNorm(torch::nn::LayerNormOptions({channels}));
}

/// LayerNorm holds no const forward().
torch::Tensor normed(const torch::nn::LayerNorm &norm, const torch::Tensor &x)
{
    return at::layer_norm(x, norm->options.normalized_shape(), norm->weight.to(x.scalar_type()),
        norm->bias.to(x.scalar_type()), norm->options.eps());
}

/// The rows of the map that a strip holds, as tokens. x: [B, H, W, C] -> [B, T, C]
torch::Tensor tokensOf(const torch::Tensor &x, const WindowStrip &strip)
{
    std::vector<torch::Tensor> parts;
    for (const auto &[first, count] : strip.rows)
        parts.push_back(x.narrow(1, first, count).flatten(1, 2));
    return parts.size() == 1 ? parts.front() : at::cat(parts, 1);
}

void putBack(torch::Tensor &x, const torch::Tensor &tokens, const WindowStrip &strip)
{
    int64_t done = 0;
    for (const auto &[first, count] : strip.rows) {
        const int64_t tokensHere = count * x.size(2);
        x.narrow(1, first, count)
            .copy_(tokens.narrow(1, done, tokensHere).view({x.size(0), count, x.size(2), -1}));
        done += tokensHere;
    }
}

} // namespace

WindowAttentionImpl::WindowAttentionImpl(
    int64_t channels, int64_t heads, int64_t window, int64_t shift)
    : m_heads(heads)
    , m_window(window)
    , m_shift(shift)
    , m_biasTable(register_parameter("relative_position_bias_table",
          torch::zeros({(2 * window - 1) * (2 * window - 1), heads})))
    , m_index(register_buffer("relative_position_index", relativePositions(window)))
    , m_qkv(register_module("qkv", unfilledLinear({channels, 3 * channels})))
    , m_proj(register_module("proj", unfilledLinear({channels, channels})))
{
}

void WindowAttentionImpl::prepare(const Preparation &how)
{
    m_packedQkv = PackedLinear(m_qkv, how);
    m_packedProj = PackedLinear(m_proj, how);
    m_emulatesHalf = how.emulatesHalf;
    const int64_t tokens = m_window * m_window;
    m_hasKernel = how.execution == Execution::Planned && m_biasTable.is_cpu()
        && hasWindowKernel(tokens, m_qkv->options.in_features() / m_heads);
    m_terms.bias = m_biasTable.detach()
                       .index_select(0, m_index.flatten())
                       .view({tokens, tokens, m_heads})
                       .permute({2, 0, 1})
                       .to(m_hasKernel ? torch::kFloat32 : how.type())
                       .contiguous();
    if (m_shift > 0)
        m_terms.masks = windowMasks(m_window, m_shift).to(m_terms.bias.options());
    m_terms.products = how.products();
    m_terms.paddingQkv = m_qkv->bias.detach().clone();
}

/// What is added to the logits of the windows at one place: [heads, w^2, w^2].
torch::Tensor WindowAttentionImpl::biasAt(std::size_t place) const
{
    const bool isMasked = m_shift > 0 && place != std::size_t(WindowPlace::Inside);
    return isMasked ? m_terms.bias + m_terms.masks[int64_t(place)] : m_terms.bias;
}

/// windows: [windows, w^2, 3C], q, k and v side by side -> [windows, w^2, C].
torch::Tensor WindowAttentionImpl::attendedWindows(
    const torch::Tensor &windows, const WindowStrip &strip) const
{
    const int64_t tokens = m_window * m_window;
    const torch::Tensor qkv = windows.view({windows.size(0), tokens, 3, m_heads, -1})
                                  .permute({2, 0, 3, 1, 4}); // [3, windows, heads, w^2, d]
    std::vector<torch::Tensor> parts;
    int64_t first = 0;
    for (std::size_t place = 0; place < windowPlaces; ++place) {
        const int64_t count = strip.windows.at(place);
        if (count == 0)
            continue;
        const torch::Tensor here = qkv.narrow(1, first, count);
        if (m_emulatesHalf)
            noteMagnitude(at::matmul(here[0] * std::pow(double(here.size(4)), -0.5),
                              here[1].transpose(2, 3))
                + biasAt(place).unsqueeze(0));
        parts.push_back(at::scaled_dot_product_attention(here[0], here[1], here[2], biasAt(place).unsqueeze(0))
                            .transpose(1, 2)
                            .reshape({count, tokens, -1}));
        first += count;
    }
    return parts.size() == 1 ? parts.front() : at::cat(parts, 0);
}

/// tokens: [B, T, C] -> [B, T, C].
torch::Tensor WindowAttentionImpl::attended(
    const torch::Tensor &tokens, const WindowStrip &strip) const
{
    if (m_hasKernel)
        return attendedInWindows(m_packedQkv(tokens).to(torch::kFloat32), strip, m_terms)
            .to(tokens.scalar_type());
    // One more token, of zeros: its q, k and v are those of the padding.
    const torch::Tensor padded =
        at::cat({tokens, tokens.new_zeros({tokens.size(0), 1, tokens.size(2)})}, 1);
    const torch::Tensor qkv = m_packedQkv(padded);
    std::vector<torch::Tensor> photos;
    for (int64_t n = 0; n < tokens.size(0); ++n) {
        const torch::Tensor windows = qkv[n]
                                          .index_select(0, strip.tokenAt)
                                          .view({-1, m_window * m_window, qkv.size(2)});
        photos.push_back(attendedWindows(windows, strip)
                             .view({-1, tokens.size(2)})
                             .index_select(0, strip.placeOf)
                             .unsqueeze(0));
    }
    return photos.size() == 1 ? photos.front() : at::cat(photos, 0);
}

torch::Tensor WindowAttentionImpl::forward(
    const torch::Tensor &tokens, const torch::Tensor &residual, const WindowStrip &strip) const
{
    return m_packedProj.plus(residual, attended(tokens, strip));
}

SwinMlpImpl::SwinMlpImpl(int64_t channels)
    : m_first(register_module("fc1", unfilledLinear({channels, 4 * channels})))
    , m_second(register_module("fc2", unfilledLinear({4 * channels, channels})))
{
}

void SwinMlpImpl::prepare(const Preparation &how)
{
    m_packedFirst = PackedLinear(m_first, how, LinearActivation::Gelu);
    m_packedSecond = PackedLinear(m_second, how);
}

SwinBlockImpl::SwinBlockImpl(int64_t channels, int64_t heads, int64_t window, int64_t shift)
    : m_norm1(register_module("norm1", layerNorm(channels)))
    , m_attention(register_module("attn", WindowAttention(channels, heads, window, shift)))
    , m_norm2(register_module("norm2", layerNorm(channels)))
    , m_mlp(register_module("mlp", SwinMlp(channels)))
{
}

torch::Tensor SwinBlockImpl::tokensAfter(
    const torch::Tensor &tokens, const WindowStrip &strip) const
{
    const torch::Tensor attended = m_attention->forward(normed(m_norm1, tokens), tokens, strip);
    return m_mlp->forward(normed(m_norm2, attended), attended);
}

void SwinBlockImpl::apply(torch::Tensor &x, const std::vector<WindowStrip> &strips) const
{
    for (const WindowStrip &strip : strips)
        putBack(x, tokensAfter(tokensOf(x, strip), strip), strip);
}

PatchMergingImpl::PatchMergingImpl(int64_t channels)
    : m_norm(register_module("norm", layerNorm(4 * channels)))
    , m_reduction(register_module("reduction",
          unfilledLinear(torch::nn::LinearOptions(4 * channels, 2 * channels).bias(false))))
{
}

void PatchMergingImpl::prepare(const Preparation &how)
{
    Preparation whole = how; // three layers in all: nothing to gain in 8 bit
    if (how.precision == Precision::Int8)
        whole.precision = Precision::Float32;
    m_packed = PackedLinear(m_reduction, whole);
}

torch::Tensor PatchMergingImpl::forward(const torch::Tensor &x) const
{
    torch::Tensor even = x;
    if (x.size(1) % 2 != 0 || x.size(2) % 2 != 0)
        even = at::constant_pad_nd(x, {0, 0, 0, x.size(2) % 2, 0, x.size(1) % 2});
    const auto quarter = [&even](int64_t row, int64_t column) {
        return even.slice(1, row, std::nullopt, 2).slice(2, column, std::nullopt, 2);
    };
    const torch::Tensor joined =
        at::cat({quarter(0, 0), quarter(1, 0), quarter(0, 1), quarter(1, 1)}, 3);
    return m_packed(normed(m_norm, joined));
}

SwinStageImpl::SwinStageImpl(const SwinOptions &options, std::size_t stage)
    : m_window(options.window)
{
    const int64_t channels = options.embed << stage;
    const auto blocks = register_module("blocks", torch::nn::ModuleList());
    for (int64_t i = 0; i < options.depths.at(stage); ++i) {
        const int64_t shift = i % 2 == 0 ? 0 : options.window / 2;
        m_blocks.emplace_back(channels, options.heads.at(stage), options.window, shift);
        blocks->push_back(m_blocks.back());
    }
    if (stage + 1 < options.depths.size())
        m_downsample = register_module("downsample", PatchMerging(channels));
}

void SwinStageImpl::prepare(const Preparation &how)
{
    m_execution = how.execution;
}

void SwinStageImpl::apply(torch::Tensor &x) const
{
    WindowGrid grid {.height = x.size(1), .width = x.size(2), .size = m_window};
    const auto still = windowStrips(grid, tokensPerStrip(x, m_execution), x.device());
    grid.shift = m_window / 2;
    const auto shifted = windowStrips(grid, tokensPerStrip(x, m_execution), x.device());
    for (std::size_t i = 0; i < m_blocks.size(); ++i)
        m_blocks[i]->apply(x, i % 2 == 0 ? still : shifted);
}

PatchEmbedImpl::PatchEmbedImpl(int64_t embed)
    : m_proj(register_module(
          "proj", torch::nn::Conv2d(torch::nn::Conv2dOptions(3, embed, 4).stride(4))))
    , m_norm(register_module("norm", layerNorm(embed)))
{
}

void PatchEmbedImpl::prepare(const Preparation &how)
{
    m_folded = FoldedConv(m_proj, nullptr, Activation::None, how);
}

torch::Tensor PatchEmbedImpl::forward(const torch::Tensor &x) const
{
    const int64_t below = (4 - x.size(2) % 4) % 4;
    const int64_t right = (4 - x.size(3) % 4) % 4;
    const torch::Tensor whole =
        below + right == 0 ? x : at::constant_pad_nd(x, {0, right, 0, below});
    return normed(m_norm, m_folded(whole).permute({0, 2, 3, 1}).contiguous());
}

SwinBackboneImpl::SwinBackboneImpl(const SwinOptions &options)
    : m_options(options)
    , m_embed(register_module("patch_embed", PatchEmbed(options.embed)))
{
    const auto stages = register_module("layers", torch::nn::ModuleList());
    for (std::size_t stage = 0; stage < options.depths.size(); ++stage) {
        m_stages.emplace_back(options, stage);
        stages->push_back(m_stages.back());
        m_norms.push_back(register_module(
            "norm" + std::to_string(stage), layerNorm(options.embed << stage)));
    }
}

std::array<int64_t, 5> SwinBackboneImpl::channels() const
{
    const int64_t embed = m_options.embed;
    return {embed, embed, 2 * embed, 4 * embed, 8 * embed};
}

std::array<torch::Tensor, 5> SwinBackboneImpl::forward(const torch::Tensor &x, const Watch &watch)
{
    const auto asMap = [](const torch::Tensor &tokens) { return tokens.permute({0, 3, 1, 2}); };
    const torch::Tensor embedded = m_embed->forward(x);
    std::array<torch::Tensor, 5> taps {asMap(embedded)};
    watch(tapNames.front(), taps.front());
    torch::Tensor tokens = embedded.clone();
    for (std::size_t stage = 0; stage < m_stages.size(); ++stage) {
        m_stages[stage]->apply(tokens);
        taps.at(stage + 1) = asMap(normed(m_norms[stage], tokens));
        watch(tapNames.at(stage + 1), taps.at(stage + 1));
        if (stage + 1 < m_stages.size())
            tokens = m_stages[stage]->merged(tokens);
    }
    return taps;
}

} // namespace core
