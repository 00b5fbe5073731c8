#pragma once

#include "core/network/conv_block_modules.h"

#include <torch/torch.h>

#include <optional>

namespace core {

/// Whether a SICA stage also looks at the Laplacian of the stage before.
enum class UsesLaplacian { No, Yes };

/// Sizes of one stage of scale-invariant context attention.
struct SicaOptions
{
    int64_t in = 0;
    int64_t depth = 0;
    int64_t contextHeight = 0; ///< base size >> stage: the size at which the context is summed,
                               ///< whatever the input's size
    int64_t contextWidth = 0;
    UsesLaplacian laplacian = UsesLaplacian::No;
};

/// Two convolutions with norm and ReLU, one after the other. x: [N, in, H, W] -> [N, out, H, W].
class ReluPairImpl final : public torch::nn::Module
{
public:
    ReluPairImpl(int64_t in, int64_t out, int64_t kernel);
    torch::Tensor forward(const torch::Tensor &x) const
    {
        return m_second->forward(m_first->forward(x));
    }

private:
    ConvBlock m_first;
    ConvBlock m_second;
};
TORCH_MODULE(ReluPair);

/// What a stage hands to the next finer one.
struct SicaOutput
{
    torch::Tensor feature; ///< f: [N, depth, H, W]
    torch::Tensor laplacian; ///< p: [N, 1, H, W]
};

/// Scale-invariant context attention (SICA): refines where foreground, background and what is
/// uncertain meet. x: [N, in, H, W]; map, laplacian: [N, 1, any, any] logits. Source: InSPyReNet,
/// section 3.3; inspyrenet/spec.md, 8; the reference's SICA.
class SicaImpl final : public torch::nn::Module, public Preparable
{
public:
    explicit SicaImpl(const SicaOptions &options);
    void prepare() override;

    /// `laplacian` is not looked at where the options say UsesLaplacian::No.
    SicaOutput forward(
        const torch::Tensor &x, const torch::Tensor &map, const torch::Tensor &laplacian) const;

private:
    torch::Tensor regions(
        const torch::Tensor &x, const torch::Tensor &map, const torch::Tensor &laplacian) const;
    torch::Tensor context(const torch::Tensor &x, const torch::Tensor &regions) const;
    torch::Tensor attended(const torch::Tensor &x, const torch::Tensor &context) const;

    SicaOptions m_options;
    torch::Tensor m_threshold; // [1]
    torch::Tensor m_laplacianThreshold; // [1]; only with UsesLaplacian::Yes
    ReluPair m_query;
    ReluPair m_key;
    ReluPair m_value;
    ConvBlock m_out1;
    ConvBlock m_out2;
    ConvBlock m_out3;
    ConvBlock m_out4;
    FoldedConv m_onRegions; // out1, to be joined with the values of each photo
    FoldedConv m_joinX; // out2's part that sees x
    FoldedConv m_joinAttended; // out2's part that sees what was attended
};
TORCH_MODULE(Sica);

} // namespace core
