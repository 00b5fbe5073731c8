#pragma once

#include "core/image/image.h"
#include "core/inference/loaded_networks.h"
#include "core/inference/memory_ladder.h"
#include "core/inference/pass_options.h"

#include <span>

namespace core {

/// A photo on its way through the network.
struct PassMember
{
    Image image; ///< RGB, any size
    Detail detail = Detail::Full;
    Size size; ///< px, wished for the network's input
    NetworkInput input; ///< of that size, where it was prepared already
};

/// Runs photos through a model's networks within the memory there is, and writes down how. For one
/// thread at a time.
class MaskPasses
{
public:
    MaskPasses(Model model, const PassOptions &options, LoadedNetworks networks,
        std::function<std::optional<std::int64_t>(const Device &)> freeMemory);

    /// plannedMask(), with the steps away from the wish that hold for every mask.
    MaskRecord plan(Detail detail) const;

    /// How many full masks of the Static rule's size, `most` or fewer, go through the network in one
    /// pass where it was wished for, by the memory that is there now.
    int largestBatch(int most) const;

    /// The first pass of a size plans its memory. Errors: those of Network::run().
    Result<> warmUp(const std::stop_token &stop);

    /// One forward pass where memory allows, for members of one size and detail; a mask or an error
    /// for each, in their order. Beside int8 each full mask is compared with a float32 preview and
    /// made again in float32 where the two disagree (secondOpinionBound).
    std::vector<Result<Saliency>> run(
        std::span<const PassMember *const> members, const std::stop_token &stop);

private:
    using Use = LoadedNetworks::Use;
    struct Ran;

    Result<Ran> ran(std::span<const PassMember *const> members, Use use, const std::stop_token &stop);
    Result<std::vector<SaliencyMap>> pass(std::span<const PassMember *const> members,
        const PassPlan &plan, Use use, const std::stop_token &stop);
    Result<std::vector<SaliencyMap>> blendedPass(const LoadedNetwork &network,
        std::span<const PassMember *const> members, const PassPlan &plan,
        const std::stop_token &stop);
    bool blends(Size size) const;
    LadderQuestion question(int batch, Size size) const;
    MemoryPlace placeOf(const Device &device) const;
    DemandOf demandOf(Use use) const;
    Use useFor(Detail detail) const;
    Saliency saliencyOf(
        const SaliencyMap &map, Detail detail, Use use, const Ran &ran, std::size_t shares) const;
    Result<Saliency> secondOpinion(
        const PassMember &member, Saliency mask, const std::stop_token &stop);

    Model m_model;
    PassOptions m_options;
    LoadedNetworks m_networks;
    std::function<std::optional<std::int64_t>(const Device &)> m_freeMemory;
    /// Bytes that passes took well, by device: LibTorch keeps them, so they are there again.
    std::vector<std::pair<Device, std::int64_t>> m_kept;
};

} // namespace core
