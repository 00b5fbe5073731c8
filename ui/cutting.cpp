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
    m_pace = {}; // another network, another pace
    release();
}

void Cutting::hold()
{
    expect(nullptr);
}

void Cutting::expect(SharedSegmenter coming)
{
    m_shelf.discard(std::exchange(m_coming, std::move(coming)));
    ++m_expectation;
    m_notKept.clear();
    m_isHeld = true;
    Q_EMIT freed();
}

void Cutting::release()
{
    m_shelf.discard(std::exchange(m_coming, {}));
    ++m_expectation;
    m_isHeld = false;
    Q_EMIT freed();
}

void Cutting::advance(PhotoId shown)
{
    if (!m_lane.isFree())
        return;
    if (m_isHeld) {
        const PhotoId next =
            nextFor(shown, [this](const PhotoEntry &entry) { return couldBeKept(entry); });
        if (next)
            lookFor(*m_shelf.entry(next));
        return;
    }
    if (!m_segmenter)
        return;
    PhotoId next = nextFor(shown, waitsForMask);
    for (; next && !*m_segmenter; next = nextFor(shown, waitsForMask)) {
        m_shelf.fail(next, m_segmenter->error());
        Q_EMIT done(next);
    }
    if (next)
        start(*m_shelf.kept(next), **m_segmenter, m_shelf.kept(next)->saliency);
}

PhotoId Cutting::nextFor(PhotoId shown, const Wish &isWished) const
{
    const PhotoEntry *first = m_shelf.entry(shown);
    if (first && isWished(*first))
        return shown;
    for (const auto &[id, photo] : m_shelf.photos())
        if (isWished(photo.entry))
            return id;
    return 0;
}

bool Cutting::couldBeKept(const PhotoEntry &entry) const
{
    const auto missed = m_notKept.find(entry.id);
    return m_coming && waitsForMask(entry)
        && (missed == m_notKept.end() || missed->second != entry.usedSize());
}

/// The photo goes on waiting meanwhile: only one that is found is worked on.
void Cutting::lookFor(const PhotoEntry &entry)
{
    using Found = std::optional<core::Saliency>;
    m_running = 0;
    m_notKept[entry.id] = entry.usedSize(); // until it is found
    m_lane.start<Found>(
        [segmenter = m_coming, source = m_shelf.sourceOf(entry)](const core::Progress &)
            -> core::Result<Found> { return keptFullMask(*segmenter, source); },
        [this, id = entry.id, expectation = m_expectation](const core::Result<Found> &found) {
            if (found && *found && m_expectation == expectation) // else it is another model's
                startKept(id, **found);
        });
}

void Cutting::startKept(PhotoId id, const core::Saliency &mask)
{
    m_notKept.erase(id);
    const PhotoShelf::Kept *photo = m_shelf.kept(id);
    if (photo && waitsForMask(photo->entry))
        start(*photo, m_coming, mask);
}

void Cutting::start(const PhotoShelf::Kept &photo, const SharedSegmenter &segmenter,
    const std::optional<core::Saliency> &known)
{
    const PhotoId id = photo.entry.id;
    m_running = id;
    m_started = std::chrono::steady_clock::now();
    m_lane.start<FullCut>(
        [segmenter, &readers = m_readers, source = m_shelf.sourceOf(photo.entry), known](
            const core::Progress &progress) {
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
    if (id && id == running())
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
    m_notKept.erase(id);
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
