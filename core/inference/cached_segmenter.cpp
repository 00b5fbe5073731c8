#include "core/inference/cached_segmenter.h"

#include <utility>

namespace core {

/// What a mask is of.
struct CachedSegmenter::Pixels
{
    Size size;
    Detail detail = Detail::Full;
    std::string source;
};

namespace {

std::string wordsOf(const MaskRecord &plan)
{
    std::string words = plan.model + '\n' + plan.device + '\n' + plan.precision + '\n'
        + nameOf(plan.networkSize);
    for (const std::string &step : plan.steps)
        words += '\n' + step;
    return words;
}

bool isAsPlanned(const MaskRecord &made, const MaskRecord &plan)
{
    return made.model == plan.model && made.device == plan.device
        && made.precision == plan.precision && made.steps == plan.steps;
}

std::string sentenceFor(const Error &error)
{
    if (error.code == Error::Code::FileDamaged)
        return "the mask that was kept is damaged, and was made anew (" + error.detail + ")";
    if (error.code == Error::Code::DiskFull)
        return "the mask is not kept: the disk is full (" + error.detail + ")";
    if (error.code == Error::Code::FileChanged)
        return "the mask is not kept: the model's file changed (" + error.detail + ")";
    return "the mask is not kept (" + error.detail + ")";
}

} // namespace

CachedSegmenter::CachedSegmenter(
    std::shared_ptr<Segmenter> inner, MaskCache cache, MaskIdentity identity)
    : m_inner(std::move(inner))
    , m_cache(std::move(cache))
    , m_identity(std::move(identity))
{
}

Result<Saliency> CachedSegmenter::segment(const SegmentRequest &request, const Progress &progress)
{
    const std::string source = request.source ? request.source() : std::string();
    if (source.empty())
        return m_inner->segment(request, progress);
    if (progress.stopped())
        return fail(Error::Code::Cancelled);
    const Pixels pixels {request.image.size(), request.detail, source};
    const MaskRecord planned = plan(request.detail);
    auto known = keptFor(pixels, IfDamaged::Delete);
    if (known && *known)
        return std::move(**known);
    const auto settled = settledPlan(request.detail, progress);
    if (!settled)
        return tl::unexpected(settled.error());
    if (*settled != planned)
        known = keptFor(pixels, IfDamaged::Delete);
    if (known && *known)
        return std::move(**known);
    auto made = m_inner->segment(request, progress);
    if (!made)
        return made;
    if (!known)
        made->record.cacheNote = sentenceFor(known.error());
    if (const auto done = keep(pixels, *made); !done)
        made->record.cacheNote = sentenceFor(done.error());
    return made;
}

/// What is damaged stays for segment(), which says that it was.
std::optional<Saliency> CachedSegmenter::kept(const MaskSubject &subject) const
{
    const std::string source = subject.source ? subject.source() : std::string();
    if (source.empty())
        return std::nullopt;
    return keptFor({subject.size, subject.detail, source}, IfDamaged::Leave).value_or(std::nullopt);
}

/// Of the plan as it is now: it says more once the network is loaded.
Result<std::string> CachedSegmenter::keyFor(const Pixels &pixels) const
{
    return m_identity().map([&](const std::string &identity) {
        return identity + '\n' + wordsOf(plan(pixels.detail)) + '\n'
            + (pixels.detail == Detail::Preview ? "preview " : "full ") + nameOf(pixels.size)
            + '\n' + pixels.source;
    });
}

Result<std::optional<Saliency>> CachedSegmenter::keptFor(
    const Pixels &pixels, IfDamaged ifDamaged) const
{
    return keyFor(pixels).and_then([&](const std::string &key) {
        return keptMask(m_cache, key, ifDamaged);
    });
}

Result<> CachedSegmenter::keep(const Pixels &pixels, const Saliency &mask) const
{
    if (!isAsPlanned(mask.record, plan(pixels.detail)))
        return {};
    return keyFor(pixels).and_then([&](const std::string &key) {
        return keepMask(m_cache, key, mask);
    });
}

} // namespace core
