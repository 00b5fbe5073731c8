#pragma once

#include "core/models/models.h"
#include "core/inference/segmenter.h"

#include <memory>

namespace core {

/// A Segmenter on this machine's processor or graphics card.
/// The network is loaded and warmed up on a thread of its own, from construction on; the first
/// segment() waits for that.
class LocalSegmenter final : public Segmenter
{
public:
    enum class State { Loading, Ready, Failed };

    /// `device` must be one of availableDevices().
    LocalSegmenter(const Model &model, const std::filesystem::path &modelsFolder,
        const Device &device = {}, Precision precision = Precision::Float32);
    ~LocalSegmenter() override; ///< stops what runs at its next stage, and joins

    Result<Saliency> segment(const SegmentRequest &request, const Progress &progress = {}) override;
    MaskRecord plan(Detail detail) const override;

    State state() const;
    /// Blocks until loading ended; the error of loading, if any.
    Result<> waitUntilReady() const;

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace core
