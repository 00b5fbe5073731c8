#pragma once

#include "core/image/image.h"
#include "core/inference/saliency.h"
#include "core/progress.h"
#include "core/result.h"

#include <functional>
#include <optional>
#include <string>

namespace core {

/// One mask that somebody waits for.
struct SegmentRequest
{
    Image image; ///< RGB of any size; fitted to the network by the segmenter
    Detail detail = Detail::Full;
    /// Higher goes first. Asked each time the network is free, so that it may change while the
    /// request waits.
    std::function<int()> urgency = {};
    /// Names the pixels of `image` by what they come from (see pixelSource()); "" where that is not
    /// known. May take as long as reading the photo's file. Only asked where masks are kept.
    std::function<std::string()> source = {};
};

/// Whose mask may be kept: pixels of that size, by what they come from.
struct MaskSubject
{
    Size size;
    Detail detail = Detail::Full;
    std::function<std::string()> source; ///< as in SegmentRequest
};

/// Finds the animal. The one abstract interface of core: local, cached, and remote later.
class Segmenter
{
public:
    virtual ~Segmenter() = default;

    /// Blocks until the mask is there. May be called from several threads: requests wait for the
    /// one network and are served most urgent first, equals in the order they came. Errors:
    /// Cancelled (at once while waiting, between stages while running); ModelMissing;
    /// ModelMismatch; OutOfMemory; Unexpected.
    virtual Result<Saliency> segment(
        const SegmentRequest &request, const Progress &progress = {}) = 0;

    /// Model, device and precision that the next mask will be made with, as far as they are known.
    virtual MaskRecord plan(Detail detail) const = 0;

    /// The same, once nothing can change it any more: may wait for the network. Errors: the one of
    /// loading it; Cancelled.
    virtual Result<MaskRecord> settledPlan(Detail detail, const Progress & = {}) const
    {
        return plan(detail);
    }

    /// The mask that segment() would find made already, without ever waiting for the network; nothing
    /// where there is none.
    virtual std::optional<Saliency> kept(const MaskSubject &) const { return std::nullopt; }

    /// For how many full masks at once it is best asked: as many as share a pass, where passes gain
    /// by that; else 1. May change once the network is loaded.
    virtual int atOnce() const { return 1; }

    /// Blocks until masks can be made; the error of loading, if any.
    virtual Result<> waitUntilReady() const { return {}; }
};

} // namespace core
