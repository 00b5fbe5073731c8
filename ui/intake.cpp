#include "ui/intake.h"

#include "core/files/photo_folder.h"
#include "core/pipeline/export_cutout.h"

#include <algorithm>
#include <system_error>

namespace fs = std::filesystem;

namespace ui {

namespace {

using Checks = std::vector<std::pair<PhotoId, core::Result<CheckedPhoto>>>;

/// The same file by whatever way it was named; a path that leads nowhere stays as it is.
fs::path canonicalPath(const fs::path &file)
{
    std::error_code ignored;
    fs::path path = fs::weakly_canonical(fs::absolute(file, ignored), ignored);
    return path.empty() ? file : path;
}

/// Those with photos; a folder of prints of ours is none.
int foldersWithPhotosIn(const fs::path &folder)
{
    int count = 0;
    std::error_code error;
    for (fs::directory_iterator inside(folder, error), end; !error && inside != end;
         inside.increment(error)) {
        std::error_code vanished;
        const bool isFolder = inside->is_directory(vanished);
        if (isFolder && !std::ranges::all_of(core::photosIn(inside->path()), core::isExport))
            ++count;
    }
    return count;
}

} // namespace

Intake::Intake(PhotoShelf &shelf, core::PhotoReaders &readers)
    : m_shelf(shelf)
    , m_readers(readers)
{
    connect(&m_checking, &Lane::freed, this, &Intake::freed);
    connect(&m_thumbnails, &Lane::freed, this, &Intake::freed);
}

void Intake::add(std::vector<fs::path> paths)
{
    m_dropped.push_back(std::move(paths));
    Q_EMIT freed();
}

void Intake::checkAgain(PhotoId id)
{
    m_unchecked.push_back(id);
}

void Intake::abandon(PhotoId id)
{
    if (id == m_inThumbnail)
        m_thumbnails.stop();
    if (std::erase(m_inCheck, id) == 0)
        return;
    m_checking.stop();
    m_unchecked.insert(m_unchecked.begin(), m_inCheck.begin(), m_inCheck.end());
    m_inCheck.clear();
}

void Intake::advance(Thumbnails thumbnails, PhotoId shown)
{
    if (m_checking.isFree())
        checkNext();
    if (thumbnails == Thumbnails::Make && m_thumbnails.isFree())
        makeThumbnail(shown);
}

bool Intake::isWorking() const
{
    return !m_checking.isFree() || !m_dropped.empty() || !m_unchecked.empty();
}

Intake::Found Intake::found(const std::vector<fs::path> &paths)
{
    Found found;
    for (const fs::path &path : paths) {
        std::error_code ignored;
        if (!fs::is_directory(path, ignored)) {
            found.files.push_back(canonicalPath(path));
            continue;
        }
        const std::vector<fs::path> photos = core::photosIn(path);
        std::transform(
            photos.begin(), photos.end(), std::back_inserter(found.files), canonicalPath);
        found.emptyFolders += photos.empty() ? 1 : 0;
        found.foldersInside += foldersWithPhotosIn(path);
    }
    return found;
}

void Intake::take(const Found &found)
{
    AddOutcome outcome {
        .emptyFolders = found.emptyFolders, .foldersInside = found.foldersInside};
    for (const fs::path &file : found.files) {
        if (m_shelf.holds(file)) {
            ++outcome.duplicates;
            continue;
        }
        outcome.ids.push_back(m_shelf.add(file));
        m_unchecked.push_back(outcome.ids.back());
        ++outcome.added;
    }
    Q_EMIT added(outcome);
}

void Intake::checkNext()
{
    if (!m_dropped.empty()) {
        m_checking.start<Found>(
            [paths = m_dropped.front()](const core::Progress &) { return found(paths); },
            [this](core::Result<Found> outcome) {
                if (outcome)
                    take(*outcome);
            });
        m_dropped.pop_front();
        return;
    }
    constexpr std::size_t aFew = 16; // so that the first verdicts do not wait for a thousand
    std::vector<std::pair<PhotoId, fs::path>> photos;
    for (; !m_unchecked.empty() && photos.size() < aFew; m_unchecked.pop_front())
        if (const PhotoEntry *entry = m_shelf.entry(m_unchecked.front()))
            photos.emplace_back(entry->id, entry->file);
    if (photos.empty())
        return;
    for (const auto &[id, file] : photos)
        m_inCheck.push_back(id);
    m_checking.start<Checks>(
        [photos, &readers = m_readers, limits = m_shelf.limits()](const core::Progress &progress) {
            Checks checks;
            for (const auto &[id, file] : photos)
                if (!progress.stopped())
                    checks.emplace_back(id, checkedPhoto(readers, file, limits, progress));
            return checks;
        },
        [this](const core::Result<Checks> &outcome) {
            m_inCheck.clear();
            for (const auto &[id, checked] : outcome.value_or(Checks {}))
                takeChecked(id, checked);
        });
}

void Intake::takeChecked(PhotoId id, const core::Result<CheckedPhoto> &checked)
{
    if (!checked) {
        m_shelf.fail(id, checked.error());
        return;
    }
    m_shelf.change(id, [&checked](PhotoEntry &entry) {
        entry.header = checked->header;
        entry.verdict = checked->verdict;
        entry.state = PhotoState::Checked;
        const bool waitsForScale =
            checked->verdict.acceptance == core::Acceptance::Reject && !entry.importSize;
        if (waitsForScale)
            entry.activity = PhotoActivity::Idle;
    });
}

void Intake::makeThumbnail(PhotoId shown)
{
    for (const auto &[id, photo] : m_shelf.photos()) {
        const PhotoEntry &entry = photo.entry;
        const bool isWanted = entry.header && entry.thumbnail.isNull() && id != shown
            && entry.state != PhotoState::Failed;
        if (!isWanted)
            continue;
        m_inThumbnail = id;
        m_thumbnails.start<QImage>(
            [&readers = m_readers, source = m_shelf.sourceOf(entry)](
                const core::Progress &progress) {
                return photoThumbnail(readers, source, progress);
            },
            [this, id = id](const core::Result<QImage> &made) { takeThumbnail(id, made); });
        return;
    }
}

void Intake::takeThumbnail(PhotoId id, const core::Result<QImage> &thumbnail)
{
    m_inThumbnail = 0;
    const PhotoEntry *entry = m_shelf.entry(id);
    if (!entry || !entry->thumbnail.isNull()) // a cut-out's may have come first
        return;
    if (!thumbnail)
        m_shelf.fail(id, thumbnail.error());
    else
        m_shelf.change(id, [&thumbnail](PhotoEntry &changed) { changed.thumbnail = *thumbnail; });
}

} // namespace ui
