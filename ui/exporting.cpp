#include "ui/exporting.h"

#include <algorithm>
#include <utility>

namespace ui {

namespace {

using core::Error;
using FullCutPhoto = std::shared_ptr<const core::CutPhoto>;

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

using Cut = std::function<core::Result<core::CutPhoto>(const core::Progress &)>;

core::Result<core::Exported> written(const FullCutPhoto &full, const Cut &cutAgain,
    const core::ExportRequest &request, const core::Progress &progress)
{
    if (full)
        return core::exportCutout(*full, request, progress);
    return cutAgain(progress.part(0, 0.5)).and_then([&](const core::CutPhoto &cut) {
        return core::exportCutout(cut, request, progress.part(0.5, 1));
    });
}

} // namespace

Exporting::Exporting(PhotoShelf &shelf, core::PhotoReaders &readers)
    : m_shelf(shelf)
    , m_readers(readers)
{
    connect(&m_lane, &Lane::freed, this, &Exporting::freed);
    connect(&m_lane, &Lane::progressed, this,
        [this](double fraction) { m_shelf.progress(m_running.id, fraction); });
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
    return running() == id
        || std::any_of(m_waiting.begin(), m_waiting.end(),
            [id](const Waiting &waiting) { return waiting.id == id; });
}

void Exporting::enqueue(PhotoId id, const ExportOrder &order)
{
    m_failed.erase(id);
    m_waiting.push_back({id, order});
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
    if (!m_lane.isFree() || !m_segmenter)
        return;
    while (!m_waiting.empty()) {
        m_running = std::move(m_waiting.front());
        m_waiting.pop_front();
        const PhotoShelf::Kept *photo = m_shelf.kept(m_running.id);
        if (!photo || !photo->saliency)
            continue; // removed, or made anew meanwhile
        Cut cutAgain = [segmenter = m_segmenter, &readers = m_readers,
                           source = m_shelf.sourceOf(photo->entry),
                           known = *photo->saliency](const core::Progress &progress) {
            return cutFromFile(*segmenter, readers, source, known, progress);
        };
        m_lane.start<core::Exported>(
            [full = fullOf(m_running.id), cutAgain = std::move(cutAgain),
                request = requestFor(photo->entry, m_running.order)](
                const core::Progress &progress) {
                return written(full, cutAgain, request, progress);
            },
            [this, id = m_running.id](
                const core::Result<core::Exported> &outcome) { take(id, outcome); });
        m_shelf.change(
            m_running.id, [](PhotoEntry &entry) { entry.activity = PhotoActivity::Working; });
        return;
    }
}

void Exporting::take(PhotoId id, const core::Result<core::Exported> &outcome)
{
    if (!outcome) {
        m_failed[id] = m_running.order;
        m_shelf.fail(id, outcome.error());
        return;
    }
    m_shelf.change(id, [&outcome](PhotoEntry &entry) {
        entry.state = PhotoState::Exported;
        entry.activity = PhotoActivity::Idle;
        entry.exported = outcome->file;
    });
    Q_EMIT exported(id, outcome->file);
}

bool Exporting::cancel(PhotoId id)
{
    if (!isQueued(id))
        return false;
    if (running() == id)
        cancelRunning();
    std::erase_if(m_waiting, [id](const Waiting &waiting) { return waiting.id == id; });
    return true;
}

void Exporting::cancelRunning()
{
    const PhotoId id = running();
    m_lane.stop();
    m_shelf.change(id, [](PhotoEntry &entry) { entry.activity = PhotoActivity::Idle; });
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
