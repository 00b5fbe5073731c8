#include "ui/cutting.h"

#include <utility>

namespace ui {

namespace {

bool waitsForMask(const PhotoEntry &entry)
{
    return entry.activity == PhotoActivity::Waiting && entry.header
        && entry.state != PhotoState::Failed;
}

double costOf(const PhotoEntry &entry)
{
    return Pace::costOf(core::megapixels(entry.usedSize()));
}

} // namespace

Cutting::Cutting(PhotoShelf &shelf, core::PhotoReaders &readers)
    : m_shelf(shelf)
    , m_readers(readers)
{
    connect(&m_lane, &Lane::freed, this, &Cutting::freed);
    connect(&m_lane, &Lane::progressed, this,
        [this](double fraction) { m_shelf.progress(m_running, fraction); });
}

void Cutting::use(core::Result<SharedSegmenter> segmenter)
{
    if (auto last = std::exchange(m_segmenter, std::move(segmenter)); last && *last)
        m_shelf.discard(std::move(**last)); // freeing a network takes its time
    m_isHeld = false;
    m_pace = {}; // another network, another pace
    Q_EMIT freed();
}

void Cutting::advance(PhotoId shown)
{
    if (!m_segmenter || m_isHeld || !m_lane.isFree())
        return;
    PhotoId next = nextFor(shown);
    for (; next && !*m_segmenter; next = nextFor(shown)) {
        m_shelf.fail(next, m_segmenter->error());
        Q_EMIT done(next);
    }
    if (next)
        start(*m_shelf.kept(next));
}

PhotoId Cutting::nextFor(PhotoId shown) const
{
    const PhotoEntry *first = m_shelf.entry(shown);
    if (first && waitsForMask(*first))
        return shown;
    for (const auto &[id, photo] : m_shelf.photos())
        if (waitsForMask(photo.entry))
            return id;
    return 0;
}

void Cutting::start(const PhotoShelf::Kept &photo)
{
    const PhotoId id = photo.entry.id;
    m_running = id;
    m_started = std::chrono::steady_clock::now();
    m_lane.start<FullCut>(
        [segmenter = **m_segmenter, &readers = m_readers, source = m_shelf.sourceOf(photo.entry),
            known = photo.saliency](const core::Progress &progress) {
            return fullCut(*segmenter, readers, source, known, progress);
        },
        [this, id](core::Result<FullCut> outcome) { take(id, std::move(outcome)); });
    m_shelf.change(id, [](PhotoEntry &entry) {
        entry.activity = PhotoActivity::Working;
        entry.fraction = 0;
    });
}

void Cutting::take(PhotoId id, core::Result<FullCut> outcome)
{
    if (!outcome) {
        m_shelf.fail(id, outcome.error());
    } else {
        if (const PhotoEntry *entry = m_shelf.entry(id))
            m_pace.took(costOf(*entry), std::chrono::steady_clock::now() - m_started);
        m_shelf.keepFull(id, *outcome);
        Q_EMIT cut(id, *outcome);
        m_shelf.discard(std::move(*outcome));
    }
    Q_EMIT done(id);
}

void Cutting::cancelRunning()
{
    cancel(running());
}

void Cutting::cancel(PhotoId id)
{
    if (id == running())
        m_lane.stop();
    m_shelf.change(id, [](PhotoEntry &entry) { entry.activity = PhotoActivity::Cancelled; });
}

void Cutting::cancelWaiting()
{
    std::vector<PhotoId> waiting;
    for (const auto &[id, photo] : m_shelf.photos())
        if (photo.entry.activity == PhotoActivity::Waiting)
            waiting.push_back(id);
    for (const PhotoId id : waiting)
        cancel(id);
}

void Cutting::enqueue(PhotoId id)
{
    m_shelf.change(id, [](PhotoEntry &entry) {
        entry.activity = PhotoActivity::Waiting;
        entry.fraction = 0;
    });
}

std::optional<std::chrono::duration<double>> Cutting::timeLeft() const
{
    double cost = 0;
    for (const auto &[id, photo] : m_shelf.photos()) {
        if (waitsForMask(photo.entry))
            cost += costOf(photo.entry);
        if (id == running())
            cost += costOf(photo.entry) * (1 - photo.entry.fraction);
    }
    return m_pace.timeFor(cost);
}

} // namespace ui
