#include "ui/cutting.h"

#include <algorithm>
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
    addPlace();
}

void Cutting::addPlace()
{
    const auto &place = m_places.emplace_back(std::make_unique<Place>());
    connect(&place->lane, &Lane::freed, this, &Cutting::freed);
    connect(&place->lane, &Lane::progressed, this, [this, place = place.get()](double fraction) {
        m_shelf.progress(place->id, fraction);
    });
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
    if (m_isHeld)
        return advanceKept(shown);
    if (!m_segmenter)
        return;
    if (!*m_segmenter)
        return failAll(shown);
    while (Place *place = freePlace()) {
        const PhotoShelf::Kept *next = m_shelf.kept(nextFor(shown, waitsForMask));
        if (!next || !hasRoomFor(next->entry))
            return;
        start(*place, *next, **m_segmenter, next->saliency);
    }
}

void Cutting::advanceKept(PhotoId shown)
{
    if (!m_places.front()->lane.isFree())
        return;
    const PhotoId next =
        nextFor(shown, [this](const PhotoEntry &entry) { return couldBeKept(entry); });
    if (next)
        lookFor(*m_shelf.entry(next));
}

void Cutting::failAll(PhotoId shown)
{
    while (const PhotoId next = nextFor(shown, waitsForMask)) {
        m_shelf.fail(next, m_segmenter->error());
        Q_EMIT done(next);
    }
}

/// Null where as many are at work as may be; who was stopped is at work until its stage ends.
Cutting::Place *Cutting::freePlace()
{
    const auto isFree = [](const std::unique_ptr<Place> &place) { return place->lane.isFree(); };
    const auto most = std::size_t(std::max(1, (**m_segmenter)->atOnce()));
    const auto free = std::size_t(std::ranges::count_if(m_places, isFree));
    if (m_places.size() - free >= most)
        return nullptr;
    if (free == 0)
        addPlace();
    return std::ranges::find_if(m_places, isFree)->get();
}

bool Cutting::hasRoomFor(const PhotoEntry &entry) const
{
    double megapixels = core::megapixels(entry.usedSize());
    const std::vector<PhotoId> others = running();
    for (const PhotoId id : others)
        megapixels += core::megapixels(m_shelf.entry(id)->usedSize());
    return others.empty() || megapixels <= core::mostMegapixelsAtOnce;
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
    Place &place = *m_places.front();
    place.id = 0;
    m_notKept[entry.id] = entry.usedSize(); // until it is found
    place.lane.start<Found>(
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
        start(*m_places.front(), *photo, m_coming, mask);
}

void Cutting::start(Place &place, const PhotoShelf::Kept &photo, const SharedSegmenter &segmenter,
    const std::optional<core::Saliency> &known)
{
    const PhotoId id = photo.entry.id;
    place.id = id;
    place.started = std::chrono::steady_clock::now();
    place.lane.start<FullCut>(
        [segmenter, &readers = m_readers, source = m_shelf.sourceOf(photo.entry), known](
            const core::Progress &progress) {
            return fullCut(*segmenter, readers, source, known, progress);
        },
        [this, &place](core::Result<FullCut> outcome) { take(place, std::move(outcome)); });
    m_shelf.change(id, [](PhotoEntry &entry) {
        entry.activity = PhotoActivity::Working;
        entry.fraction = 0;
    });
}

void Cutting::take(const Place &place, core::Result<FullCut> outcome)
{
    const PhotoId id = place.id;
    const auto now = std::chrono::steady_clock::now();
    const auto since = std::max(place.started, std::exchange(m_lastDone, now)); // others ran beside
    if (!outcome) {
        m_shelf.fail(id, outcome.error());
    } else {
        if (const PhotoEntry *entry = m_shelf.entry(id))
            m_pace.took(costOf(*entry), now - since);
        m_shelf.keepFull(id, *outcome);
        Q_EMIT cut(id, *outcome);
        m_shelf.discard(std::move(*outcome));
    }
    Q_EMIT done(id);
}

std::vector<PhotoId> Cutting::running() const
{
    std::vector<const Place *> working;
    for (const auto &place : m_places)
        if (place->lane.isWorking() && place->id)
            working.push_back(place.get());
    std::ranges::sort(working, {}, &Place::started);
    std::vector<PhotoId> ids;
    for (const Place *place : working)
        ids.push_back(place->id);
    return ids;
}

bool Cutting::isRunning(PhotoId id) const
{
    const std::vector<PhotoId> ids = running();
    return std::ranges::find(ids, id) != ids.end();
}

void Cutting::cancelRunning()
{
    for (const PhotoId id : running())
        cancel(id);
}

void Cutting::cancel(PhotoId id)
{
    for (const auto &place : m_places)
        if (place->id == id)
            place->lane.stop();
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
        if (isRunning(id))
            cost += costOf(photo.entry) * (1 - photo.entry.fraction);
    }
    return m_pace.timeFor(cost);
}

} // namespace ui
