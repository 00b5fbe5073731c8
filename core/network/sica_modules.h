#pragma once

#include "core/network/conv_block_modules.h"
#include "core/network/feature_source.h"

#include <torch/torch.h>

#include <array>

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

    /// Both convolutions, to be run in another way than the module itself.
    std::array<FoldedConv, 2> folded(const Preparation &how) const
    {
        return {m_first->folded(how), m_second->folded(how)};
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

/// Which results of a stage somebody reads: the finest stage's feature nobody does.
enum class SicaWants { Both, LaplacianOnly };

/// Which part of its map a stage computes; the Laplacian is 0 elsewhere.
struct SicaParts
{
    FineStages stages = FineStages::Everywhere;
    torch::Tensor counts {}; ///< with NearEdges: [N, 1, H, W], 0 where the Laplacian is not read;
                             ///< undefined: read where EdgeTiles says
};

/// Scale-invariant context attention (SICA): refines where foreground, background and what is
/// uncertain meet. Source: InSPyReNet, section 3.3; inspyrenet/spec.md, 8; the reference's SICA.
/// After the sum over the whole map everything is local (five 3 x 3 convolutions in a row), so that
/// parts with a margin of five pixels give what the whole gives.
class SicaImpl final : public torch::nn::Module, public Preparable
{
public:
    explicit SicaImpl(const SicaOptions &options);
    void prepare(const Preparation &how) override;

    /// From the next pass on.
    void takeMaps(MapParts parts) { m_parts = parts; }

    /// maps: the features that the stage sees, resized to height x width and joined, [N, c_i, any,
    /// any]; map, laplacian: [N, 1, any, any] float32 logits. `laplacian` is not looked at where the
    /// options say UsesLaplacian::No. What is computed is what the whole would be.
    SicaOutput forward(const std::vector<torch::Tensor> &maps, int64_t height, int64_t width,
        const torch::Tensor &map, const torch::Tensor &laplacian, SicaWants wants,
        const SicaParts &which = {}) const;

private:
    /// What the photo as a whole says: keys and values of its regions.
    struct Context
    {
        torch::Tensor keys; // [K, depth] float32, scaled
        FoldedConv onRegions; // conv_out1 with the values in its weights
    };

    torch::Tensor regions(int64_t height, int64_t width, const torch::Tensor &map,
        const torch::Tensor &laplacian) const;
    MapParts parts() const;
    Context contextOf(const torch::Tensor &sums) const;
    torch::Tensor similarity(const torch::Tensor &query, const torch::Tensor &keys) const;
    SicaOutput inPart(const torch::Tensor &x, const Context &context, SicaWants wants) const;
    SicaOutput nothingYet(const FeatureSource &source, SicaWants wants) const;
    void addParts(SicaOutput &whole, const FeatureSource &source, const Context &context,
        const std::vector<Region> &parts) const;
    SicaOutput nearEdges(const FeatureSource &source, const Context &context,
        const torch::Tensor &map, SicaWants wants, const torch::Tensor &counts) const;
    SicaOutput ofPhoto(const FeatureSource &source, const torch::Tensor &map,
        const torch::Tensor &laplacian, SicaWants wants, const SicaParts &which) const;

    SicaOptions m_options;
    Preparation m_how;
    MapParts m_parts = MapParts::Whole;
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
    FoldedConv m_toLaplacian; // out4 in float32
    std::array<FoldedConv, 2> m_exactKey; // float32: what they see are sums over the whole map
    std::array<FoldedConv, 2> m_exactValue;
};
TORCH_MODULE(Sica);

} // namespace core
