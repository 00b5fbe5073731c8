#pragma once

#include "core/inference/mask_cache.h"
#include "core/inference/mask_identity.h"
#include "core/inference/segmenter.h"

#include <memory>

namespace core {

/// A Segmenter that keeps what another one makes, and does not ask it twice. A mask is found again
/// only for the same pixels (SegmentRequest::source), detail, identity and plan; requests without a
/// source go through. Masks that were made otherwise than planned (too little memory, a second
/// opinion) are not kept: next time there may be a better one. A kept mask does not wait for the
/// network, unless that may turn out otherwise than planned. Nothing that is wrong with the disk
/// stops a mask from being made; MaskRecord::cacheNote says it.
class CachedSegmenter final : public Segmenter
{
public:
    /// cache: one that isOn().
    CachedSegmenter(std::shared_ptr<Segmenter> inner, MaskCache cache, MaskIdentity identity);

    Result<Saliency> segment(const SegmentRequest &request, const Progress &progress = {}) override;
    MaskRecord plan(Detail detail) const override { return m_inner->plan(detail); }
    Result<MaskRecord> settledPlan(Detail detail, const Progress &progress = {}) const override
    {
        return m_inner->settledPlan(detail, progress);
    }
    std::optional<Saliency> kept(const MaskSubject &subject) const override;
    int atOnce() const override { return m_inner->atOnce(); }
    Result<> waitUntilReady() const override { return m_inner->waitUntilReady(); }

private:
    struct Pixels;
    Result<std::string> keyFor(const Pixels &pixels) const;
    Result<std::optional<Saliency>> keptFor(const Pixels &pixels, IfDamaged ifDamaged) const;
    Result<> keep(const Pixels &pixels, const Saliency &mask) const;

    std::shared_ptr<Segmenter> m_inner;
    MaskCache m_cache;
    MaskIdentity m_identity;
};

} // namespace core
