#include "ui/exporting.h"

#include <algorithm>
#include <utility>

namespace ui {

namespace {

using core::Error;

bool isWritten(PhotoState state)
{
    return state == PhotoState::Cut || state == PhotoState::Exported;
}

core::ExportRequest requestFor(const PhotoEntry &entry, const ExportOrder &order)
{
    return {.photo = entry.file,
        .folder = entry.file.parent_path() / order.folder, // an absolute folder stands for itself
        .recipe = order.recipe,
        .effect = entry.effect,
        .keepLocation = order.keepLocation};
}

/// Cutting out ends there, of the whole way of a photo.
constexpr double cutOutAt = 0.5;

} // namespace

Exporting::Exporting(PhotoShelf &shelf, core::PhotoReaders &readers)
    : m_shelf(shelf)
    , m_readers(readers)
{
    connectTo(m_cutting);
    connectTo(m_writing);
}

void Exporting::connectTo(Stage &stage)
{
    connect(&stage.lane, &Lane::freed, this, &Exporting::freed);
    connect(&stage.lane, &Lane::progressed, this,
        [this, &stage](double fraction) { m_shelf.progress(stage.task.id, fraction); });
}

void Exporting::use(Cutting::SharedSegmenter segmenter)
{
    m_shelf.discard(std::exchange(m_segmenter, std::move(segmenter)));
}

std::optional<ExportLock> Exporting::lockOf(PhotoId id) const
{
    const PhotoShelf::Kept *photo = m_shelf.kept(id);
    if (!photo || photo->entry.state == PhotoState::New)
        return ExportLock::NotCheckedYet;
    if (isQueued(id))
        return ExportLock::AlreadyExporting;
    const PhotoEntry &entry = photo->entry;
    const bool mayTryAgain = m_failed.contains(id) && photo->saliency;
    if (entry.state == PhotoState::Failed && !mayTryAgain)
        return ExportLock::PhotoFailed;
    if (isWritten(entry.state) || mayTryAgain)
        return {};
    if (entry.verdict->acceptance == core::Acceptance::Reject && !entry.importSize)
        return ExportLock::NeedsScaling;
    if (entry.activity == PhotoActivity::Cancelled)
        return ExportLock::CutCancelled;
    return ExportLock::MaskIsMissing;
}

bool Exporting::isQueued(PhotoId id) const
{
    const std::vector<PhotoId> ids = running();
    return std::ranges::find(ids, id) != ids.end()
        || std::ranges::find(m_waiting, id, &Task::id) != m_waiting.end();
}

std::vector<PhotoId> Exporting::running() const
{
    std::vector<PhotoId> ids;
    if (m_writing.lane.isWorking())
        ids.push_back(m_writing.task.id);
    if (m_cutOut)
        ids.push_back(m_cutOut->id);
    if (m_cutting.lane.isWorking())
        ids.push_back(m_cutting.task.id);
    return ids;
}

void Exporting::enqueue(PhotoId id, const ExportOrder &order)
{
    m_failed.erase(id);
    m_waiting.push_back({.id = id, .order = order});
    m_shelf.change(id, [](PhotoEntry &entry) {
        entry.error.reset();
        entry.fraction = 0;
        if (entry.state == PhotoState::Failed)
            entry.state = PhotoState::Cut;
    });
    Q_EMIT freed();
}

void Exporting::advance(const FullOf &fullOf)
{
    if (m_cutOut && m_writing.lane.isFree())
        write(*std::exchange(m_cutOut, {}));
    while (mayCutNext()) {
        Task task = std::move(m_waiting.front());
        m_waiting.pop_front();
        const PhotoShelf::Kept *photo = m_shelf.kept(task.id);
        if (photo && photo->saliency) // else removed, or made anew meanwhile
            cutOut(std::move(task), *photo, fullOf(photo->entry.id));
    }
}

bool Exporting::mayCutNext() const
{
    return m_segmenter && m_cutting.lane.isFree() && !m_cutOut && !m_waiting.empty()
        && hasRoomFor(m_waiting.front().id);
}

/// Who was stopped takes room until its stage ends.
bool Exporting::hasRoomFor(PhotoId id) const
{
    if (m_writing.lane.isFree())
        return true;
    const PhotoEntry *entry = m_shelf.entry(id);
    const double megapixels = entry ? core::megapixels(entry->usedSize()) : 0;
    return m_writing.task.megapixels + megapixels <= m_shelf.limits().hard;
}

void Exporting::cutOut(Task task, const PhotoShelf::Kept &photo, FullCutPhoto full)
{
    const PhotoEntry &entry = photo.entry;
    task.request = requestFor(entry, task.order);
    task.megapixels = core::megapixels(entry.usedSize());
    m_cutting.task = std::move(task);
    m_cutting.lane.start<FullCutPhoto>(
        [full = std::move(full), segmenter = m_segmenter, &readers = m_readers,
            source = m_shelf.sourceOf(entry), known = *photo.saliency](
            const core::Progress &progress) -> core::Result<FullCutPhoto> {
            if (full)
                return full;
            return cutFromFile(*segmenter, readers, source, known, progress.part(0, cutOutAt))
                .map([](core::CutPhoto cut) -> FullCutPhoto {
                    return std::make_shared<const core::CutPhoto>(std::move(cut));
                });
        },
        [this](const core::Result<FullCutPhoto> &outcome) { takeCut(outcome); });
    m_shelf.change(
        entry.id, [](PhotoEntry &changed) { changed.activity = PhotoActivity::Working; });
}

void Exporting::takeCut(const core::Result<FullCutPhoto> &outcome)
{
    if (!outcome)
        return fail(m_cutting.task, outcome.error());
    m_cutOut = std::move(m_cutting.task);
    m_cutOut->cut = *outcome;
}

void Exporting::write(Task task)
{
    m_writing.task = std::move(task);
    m_writing.lane.start<core::Exported>(
        [cut = std::exchange(m_writing.task.cut, {}), request = m_writing.task.request](
            const core::Progress &progress) {
            return core::exportCutout(*cut, request, progress.part(cutOutAt, 1));
        },
        [this](const core::Result<core::Exported> &outcome) { takeWritten(outcome); });
}

void Exporting::takeWritten(const core::Result<core::Exported> &outcome)
{
    const PhotoId id = m_writing.task.id;
    if (!outcome)
        return fail(m_writing.task, outcome.error());
    m_shelf.change(id, [this, &outcome](PhotoEntry &entry) {
        const bool isWhatIsShown = entry.effect == m_writing.task.request.effect;
        entry.state = isWhatIsShown ? PhotoState::Exported : PhotoState::Cut;
        entry.activity = PhotoActivity::Idle;
        entry.exported = outcome->file;
    });
    Q_EMIT exported(id, outcome->file);
}

void Exporting::fail(const Task &task, const core::Error &error)
{
    m_failed[task.id] = task.order;
    m_shelf.fail(task.id, error);
}

bool Exporting::cancel(PhotoId id)
{
    if (!isQueued(id))
        return false;
    std::erase_if(m_waiting, [id](const Task &task) { return task.id == id; });
    if (m_cutOut && m_cutOut->id == id)
        m_shelf.discard(std::exchange(m_cutOut, {}));
    for (Stage *stage : {&m_cutting, &m_writing})
        if (stage->task.id == id)
            stage->lane.stop();
    m_shelf.change(id, [](PhotoEntry &entry) { entry.activity = PhotoActivity::Idle; });
    return true;
}

void Exporting::cancelRunning()
{
    for (const PhotoId id : running())
        cancel(id);
}

void Exporting::cancelWaiting()
{
    m_waiting.clear();
}

bool Exporting::retry(PhotoId id)
{
    const auto place = m_failed.find(id);
    if (place == m_failed.end() || lockOf(id))
        return false;
    enqueue(id, ExportOrder(place->second));
    return true;
}

} // namespace ui
