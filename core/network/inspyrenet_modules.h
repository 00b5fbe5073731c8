#pragma once

#include "core/network/backbone_modules.h"
#include "core/network/context_modules.h"
#include "core/network/decoder_modules.h"
#include "core/network/sica_modules.h"

#include <functional>

namespace core {

/// What the heads need to know of a trained model beside its weights.
struct InspyrenetOptions
{
    int64_t depth = 32; ///< channels of everything after the backbone
    int64_t baseHeight = 384; ///< of the trained model; SICA's fixed sizes hang on it
    int64_t baseWidth = 384;
};

/// The image pyramid that one pass gives: maps d (logits) and Laplacians p, [N, 1, H/s, W/s] with
/// s = 8, 4, 2, 1 for the numbers 3, 2, 1, 0.
struct PyramidMaps
{
    torch::Tensor d3;
    torch::Tensor p2;
    torch::Tensor d2;
    torch::Tensor p1;
    torch::Tensor d1;
    torch::Tensor p0;
    torch::Tensor d0;
};

/// What a pass computes of its finest stage, whose result nothing else is made of. Of the second
/// finest one everything is computed: its feature is summed over the whole photo for the finest.
struct FinestStage
{
    FineStages where = FineStages::Everywhere;
    /// With NearEdges: given the maps down to d1, says where p0 is read, as SicaParts::counts; none:
    /// where EdgeTiles says.
    std::function<torch::Tensor(const PyramidMaps &)> counts {};
};

/// InSPyReNet: contexts, decoder and three SICA stages over a backbone, tied by the image pyramid.
/// Source: Kim et al., ACCV 2022; inspyrenet/spec.md, 11; the reference's class InSPyReNet.
class InspyrenetImpl final : public torch::nn::Module
{
public:
    InspyrenetImpl(const InspyrenetOptions &options, std::shared_ptr<Backbone> backbone);

    /// What prepareAll() does, with the heads in float32 where a processor has bfloat16: their
    /// convolutions take a quarter of the products there (see WinogradConv), and their sums stay
    /// exact.
    void prepareParts(const Preparation &how);

    /// From the next pass on.
    void takeMaps(MapParts parts);

    /// One single-scale pass. x: [N, 3, H, W] normalised, H and W multiples of 4, at least 16; maps
    /// are larger than x where these are no multiples of 8. `watch` sees x1..x5, context1..5, f3,
    /// d3, p2, d2, p1, d1, p0, d0.
    PyramidMaps forward(
        const torch::Tensor &x, const Watch &watch, const FinestStage &finest = {});

private:
    std::array<torch::Tensor, 5> contexts(const torch::Tensor &x, const Watch &watch);

    InspyrenetOptions m_options;
    torch::ScalarType m_headType = torch::kFloat32;
    std::shared_ptr<Backbone> m_backbone;
    std::vector<Context> m_contexts;
    Decoder m_decoder;
    Sica m_attention0;
    Sica m_attention1;
    Sica m_attention2;
};
TORCH_MODULE(Inspyrenet);

} // namespace core
