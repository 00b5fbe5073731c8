#include "app/cli/cut_stages.h"

#include "app/cli/side_by_side.h"
#include "app/cli/words.h"
#include "core/effects/effect.h"
#include "core/image/guarded.h"
#include "core/metrics/memory.h"
#include "core/metrics/stopwatch.h"

#include <cmath>
#include <utility>

namespace fs = std::filesystem;

namespace cli {

struct PhotoOnItsWay
{
    std::size_t number = 0; ///< in the run
    double megapixels = 0; ///< that it takes of the room
    core::CutRequest request;
    core::Photo photo; ///< until it is cut out
    core::CutPhoto cut; ///< from then on
    Outcome outcome;
    bool isGivenUp = false; ///< the outcome is an error: no further stage is for it
};

namespace {

/// How far along the whole way each stage is done.
constexpr double readAt = 0.2;
constexpr double maskedAt = 0.5;
constexpr double cutOutAt = 0.7;

/// Effects and looks are made in 8 bit, and a mask has no more.
core::Depth depthFor(const CutOptions &options)
{
    const bool isPlain = options.effect == core::allEffects().front().id && !options.mask
        && options.look.type.empty();
    return isPlain ? options.depth : core::Depth::Eight;
}

/// Why a photo of that size is not taken; nothing where it is.
std::optional<core::Error> refusal(const core::SizeVerdict &verdict, const CutOptions &options)
{
    using Code = core::Error::Code;
    if (verdict.acceptance != core::Acceptance::Reject)
        return std::nullopt;
    if (verdict.reason == core::SizeReason::TooSmall)
        return core::Error {Code::ImageTooSmall, sentenceFor(verdict)};
    if (!options.scale)
        return core::Error {Code::ImageTooLarge, sentenceFor(verdict) + " by giving --scale"};
    return std::nullopt;
}

core::Result<core::CutRequest> requestFor(const fs::path &file, const core::Header &header,
    const core::MegapixelLimits &limits, const CutOptions &options)
{
    const core::SizeVerdict verdict = core::judge(header.size, limits);
    if (const auto error = refusal(verdict, options))
        return tl::unexpected(*error);
    core::CutRequest request {.file = file};
    if (options.scale && verdict.suggested) {
        request.read.enough = *verdict.suggested;
        request.read.exactly = *verdict.suggested;
    }
    request.read.mostPixels = std::llround(limits.hard * (1 + core::megapixelTolerance) * 1e6);
    request.read.expected = header.stamp;
    request.read.depth = depthFor(options);
    request.read.limits = options.readLimits;
    return request;
}

/// The size that the request makes of the photo.
core::Size usedSize(const core::CutRequest &request, const core::Header &header)
{
    return request.read.exactly.width > 0 ? request.read.exactly : header.size;
}

/// The same path for the same file, whether it exists or not.
fs::path realPath(const fs::path &file)
{
    std::error_code error;
    const fs::path path = fs::weakly_canonical(file, error);
    return error ? file.lexically_normal() : path;
}

/// What the work gives goes into `target`, or why not into the photo's outcome.
template <typename Target, typename Work>
void keep(Target &target, PhotoOnItsWay &photo, const Work &work)
{
    if (auto result = core::guarded(work)) {
        target = std::move(*result);
    } else {
        photo.outcome.exported = tl::unexpected(result.error());
        photo.isGivenUp = true;
    }
}

} // namespace

CutStages::CutStages(CutRun run, std::stop_token stop)
    : m_run(std::move(run))
    , m_stopToo(std::move(stop), [this] { m_stop.request_stop(); })
    , m_fractions(m_run.photos.size())
    , m_room(core::mostMegapixelsAtOnce)
{
    for (const fs::path &photo : m_run.photos)
        m_untouchable.insert(realPath(photo));
    m_threads.emplace_back([this] { readAll(); });
    m_threads.emplace_back([this] { makeMasks(); });
    m_threads.emplace_back([this] { serve(m_masked, &CutStages::cutOut, m_cutOut); });
    m_threads.emplace_back([this] { serve(m_cutOut, &CutStages::write, m_written); });
}

CutStages::~CutStages()
{
    m_stop.request_stop();
    while (next()) { }
}

std::optional<Outcome> CutStages::next(const std::function<void(double fraction)> &show)
{
    const auto photo = m_written.take([&] {
        if (show && m_next < m_fractions.size())
            show(m_fractions[m_next]);
    });
    if (!photo)
        return std::nullopt;
    ++m_next;
    Outcome outcome = std::move((*photo)->outcome);
    if ((*photo)->megapixels > 0)
        m_room.leave((*photo)->megapixels);
    outcome.peakMegabytes = core::peakMegabytes();
    core::forgetPeakMemory();
    m_seconds += m_watch.lap();
    outcome.finishedAfter = m_seconds;
    return outcome;
}

void CutStages::readAll()
{
    core::ContainedReader reader(core::readerBeside(m_run.program));
    for (std::size_t i = 0; i < m_run.photos.size() && !m_stop.stop_requested(); ++i) {
        auto photo = std::make_unique<PhotoOnItsWay>();
        photo->number = i;
        photo->outcome.file = m_run.photos[i];
        photo->outcome.mask = m_run.segmenter.plan(core::Detail::Full);
        read(*photo, reader);
        m_read.put(std::move(photo));
    }
    m_read.close();
}

void CutStages::makeMasks()
{
    SideBySide<Photo> masks([this] { return m_run.segmenter.atOnce(); },
        [this](Photo &photo) {
            if (!photo->isGivenUp)
                makeMask(*photo);
        });
    masks.serve(m_read, m_masked);
}

void CutStages::serve(Handover<Photo> &in, Stage stage, Handover<Photo> &out)
{
    while (auto photo = in.take()) {
        if (!(*photo)->isGivenUp)
            (this->*stage)(**photo);
        out.put(std::move(*photo));
    }
    out.close();
}

core::Progress CutStages::progressOf(const PhotoOnItsWay &photo, double from, double to)
{
    auto &fraction = m_fractions[photo.number];
    return core::Progress(m_stop.get_token(), [&fraction](double now) { fraction = now; }).part(from, to);
}

void CutStages::read(PhotoOnItsWay &photo, core::ContainedReader &reader)
{
    const fs::path &file = photo.outcome.file;
    const core::Progress progress = progressOf(photo, 0, readAt);
    keep(photo.photo, photo, [&]() -> core::Result<core::Photo> {
        const auto header = reader.probe(file, m_run.options.readLimits, progress);
        if (!header)
            return tl::unexpected(header.error());
        const auto request = requestFor(file, *header, m_run.limits, m_run.options);
        if (!request)
            return tl::unexpected(request.error());
        photo.request = *request;
        photo.megapixels = core::megapixels(usedSize(*request, *header));
        m_room.enter(photo.megapixels);
        core::Stopwatch watch;
        auto read = reader.read(file, request->read, progress);
        photo.outcome.cutSeconds.decode = watch.lap();
        return read;
    });
}

void CutStages::makeMask(PhotoOnItsWay &photo)
{
    core::Stopwatch watch;
    keep(photo.request.mask.known, photo, [&] {
        return maskOf(
            m_run.segmenter, photo.photo, photo.request, progressOf(photo, readAt, maskedAt));
    });
    photo.outcome.cutSeconds.network = watch.lap();
    if (photo.request.mask.known)
        photo.outcome.mask = photo.request.mask.known->record;
}

void CutStages::cutOut(PhotoOnItsWay &photo)
{
    core::CutSeconds &seconds = photo.outcome.cutSeconds;
    keep(photo.cut, photo, [&] {
        return cutPhoto(m_run.segmenter, std::move(photo.photo), seconds.decode, photo.request,
            progressOf(photo, maskedAt, cutOutAt));
    });
    seconds.matte = photo.cut.seconds.matte;
    seconds.foreground = photo.cut.seconds.foreground;
    photo.outcome.photoNotes = photo.cut.photo.notes;
}

void CutStages::write(PhotoOnItsWay &photo)
{
    photo.outcome.exported = core::guarded([&] { return exported(photo); });
    photo.cut = {}; // freed here, while the next one is cut out
}

core::Result<core::Exported> CutStages::exported(const PhotoOnItsWay &photo)
{
    const core::Progress progress = progressOf(photo, cutOutAt, 1);
    const CutOptions &options = m_run.options;
    core::ExportRequest request = {.photo = photo.outcome.file,
        .folder = options.out,
        .recipe = m_run.recipe,
        .effect = m_run.look ? wordFor(options.look) : options.effect,
        .keepLocation = options.keepLocation ? core::KeepLocation::Yes : core::KeepLocation::No,
        .compression = options.compression};
    const auto target = exportTarget(request, photo.outcome.mask.model);
    if (!target)
        return tl::unexpected(target.error());
    const bool mayReplace = options.replace && !m_untouchable.contains(realPath(*target));
    request.ifExists = mayReplace ? core::IfExists::Replace : core::IfExists::MakeUnique;
    auto done = m_run.look ? exportedLook(photo.cut, *m_run.look, request, progress)
        : options.mask     ? exportMask(photo.cut, request, progress)
                           : exportCutout(photo.cut, request, progress);
    if (done)
        m_untouchable.insert(realPath(*target));
    return done;
}

} // namespace cli
