#pragma once

#include "core/inference/loaded_networks.h"
#include "core/inference/mask_passes.h"
#include "core/inference/segmenter.h"
#include "core/models/models.h"

#include <memory>

namespace core {

/// Where and how a model runs.
struct LocalSegmenterOptions
{
    enum class Loading {
        AtOnce, ///< somebody will ask soon
        WhenNeeded, ///< every mask may be known already
    };
    Loading loading = Loading::AtOnce;
    Device device; ///< one of availableDevices()
    Precision precision = Precision::Float32; ///< where it proves right; see LoadedNetworks
    FineStages fineStages = FineStages::Everywhere;
    PassOptions passes;
    int batchLimit = 4; ///< at most that many full masks in one pass
};

/// A Segmenter on this machine's processor or graphics card.
/// The network is loaded and warmed up on a thread of its own, from construction on or when it is
/// first needed; the first segment() waits for that. Requests of one size that wait together share
/// a pass.
class LocalSegmenter final : public Segmenter
{
public:
    enum class State { Loading, Ready, Failed };

    LocalSegmenter(const Model &model, const std::filesystem::path &modelsFolder,
        const LocalSegmenterOptions &options = {});
    /// For tests: networks and memory as they are wished.
    LocalSegmenter(
        const Model &model, const NetworkSource &source, const LocalSegmenterOptions &options = {});
    ~LocalSegmenter() override; ///< stops what runs at its next stage, and joins

    /// Also errors: ImageTooSmall; see inputSize().
    Result<Saliency> segment(const SegmentRequest &request, const Progress &progress = {}) override;
    /// Until the network is loaded: what is wished for.
    MaskRecord plan(Detail detail) const override;
    /// Waits where loading may show that the wish cannot be had: not for float32 on the processor.
    Result<MaskRecord> settledPlan(Detail detail, const Progress &progress = {}) const override;

    /// At most batchLimit; 1 until the network is loaded.
    int atOnce() const override;

    /// Loading also while nobody has needed the network yet.
    State state() const;
    Result<> waitUntilReady() const override;

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace core
