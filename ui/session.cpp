#include "ui/session.h"

#include "ui/photo_commands.h"

#include <QTimer>

#include <utility>

namespace ui {

Session::Session(const core::MegapixelLimits &limits, core::PhotoReaders &readers)
    : m_shelf(limits)
    , m_intake(m_shelf, readers)
    , m_cutting(m_shelf, readers)
    , m_showing(m_shelf, readers)
    , m_exporting(m_shelf, readers)
{
    connect(&m_intake, &Intake::freed, this, &Session::advanceSoon);
    connect(&m_cutting, &Cutting::freed, this, &Session::advanceSoon);
    connect(&m_showing, &Showing::freed, this, &Session::advanceSoon);
    connect(&m_exporting, &Exporting::freed, this, &Session::advanceSoon);
    connect(&m_shelf, &PhotoShelf::changed, this, &Session::advanceSoon);
    connect(&m_shelf, &PhotoShelf::progressed, this, &Session::advanceSoon);

    connect(&m_cutting, &Cutting::cut, this, [this](PhotoId id, const FullCut &full) {
        if (id == m_showing.shown())
            m_showing.takeFull(full);
    });
    connect(&m_cutting, &Cutting::done, this, [this] { ++m_cutInRow; });
    connect(&m_exporting, &Exporting::exported, this, [this] { ++m_exportedInRow; });

    connect(&m_intake, &Intake::added, this, &Session::added);
    connect(&m_showing, &Showing::pictureReady, this, &Session::pictureReady);
    connect(&m_exporting, &Exporting::exported, this, &Session::exported);
}

void Session::use(const core::Result<Cutting::SharedSegmenter> &segmenter)
{
    m_hasSegmenter = true;
    m_cutting.use(segmenter);
    if (!segmenter)
        return; // what is cut goes on with the last one: its mask is there
    m_showing.use(*segmenter);
    m_exporting.use(*segmenter);
    retryWithoutModel();
}

/// From here on first masks come quickly enough to wait for, before anything else is done.
void Session::networkIsReady()
{
    m_networkIsReady = true;
    m_cutting.release();
}

void Session::retryWithoutModel()
{
    using Code = core::Error::Code;
    std::vector<PhotoId> wanting;
    for (const auto &[id, photo] : m_shelf.photos()) {
        const std::optional<core::Error> &error = photo.entry.error;
        if (error && (error->code == Code::ModelMissing || error->code == Code::ModelMismatch))
            wanting.push_back(id);
    }
    for (const PhotoId id : wanting)
        retry(id);
}

void Session::add(std::vector<std::filesystem::path> paths)
{
    m_intake.add(std::move(paths));
}

void Session::select(PhotoId id)
{
    m_showing.show(id);
}

void Session::retry(PhotoId id)
{
    const PhotoEntry *entry = m_shelf.entry(id);
    if (!entry || m_exporting.retry(id))
        return;
    if (entry->state != PhotoState::Failed) {
        if (entry->activity == PhotoActivity::Cancelled)
            m_cutting.enqueue(id);
        return;
    }
    recut(id);
}

void Session::recut(PhotoId id)
{
    if (m_cutting.isRunning(id))
        m_cutting.cancel(id);
    m_exporting.cancel(id);
    m_intake.abandon(id); // what it found out is of before
    m_shelf.forget(id);
    m_intake.checkAgain(id);
    if (id == m_showing.shown())
        m_showing.showAgain();
    advanceSoon();
}

void Session::remove(PhotoId id)
{
    if (m_cutting.isRunning(id))
        m_cutting.cancel(id);
    m_exporting.cancel(id);
    if (m_showing.shown() == id)
        m_showing.show(0);
    m_intake.abandon(id);
    m_shelf.remove(id);
    advanceSoon();
}

void Session::cancel(PhotoId id)
{
    if (m_exporting.cancel(id))
        return;
    if (id == m_showing.shown())
        m_showing.stopCutting();
    m_cutting.cancel(id);
    advanceSoon();
}

void Session::cancelThis()
{
    const PhotoEntry *shown = m_shelf.entry(m_showing.shown());
    if (const std::vector<PhotoId> running = m_cutting.running(); !running.empty()) {
        const bool isShown = m_cutting.isRunning(m_showing.shown());
        m_cutting.cancel(isShown ? m_showing.shown() : running.front());
    } else if (shown && shown->activity == PhotoActivity::Waiting) {
        cancel(shown->id);
    } else if (const std::vector<PhotoId> exports = m_exporting.running(); !exports.empty()) {
        m_exporting.cancel(exports.front());
    }
    advanceSoon();
}

void Session::cancelWaiting()
{
    m_cutting.cancelWaiting();
    m_exporting.cancelWaiting();
}

void Session::cancelAll()
{
    m_showing.stopCutting();
    cancelWaiting();
    m_cutting.cancelRunning();
    m_exporting.cancelRunning();
    advanceSoon();
}

void Session::acceptScale(PhotoId id, core::Size size)
{
    useAt(id, size, tr("scale the photo"));
}

void Session::keepOriginalSize(PhotoId id)
{
    useAt(id, {}, tr("keep the photo's size"));
}

void Session::useAt(PhotoId id, const std::optional<core::Size> &size, const QString &text)
{
    const PhotoEntry *entry = m_shelf.entry(id);
    if (!entry || entry->importSize == size)
        return;
    m_undo.push(new ImportSizeCommand(text, id, entry->importSize, size,
        [this](PhotoId changed, const std::optional<core::Size> &used) {
            m_shelf.change(changed, [&used](PhotoEntry &photo) { photo.importSize = used; });
            if (m_shelf.entry(changed))
                recut(changed);
        }));
}

void Session::chooseEffect(PhotoId id, const std::string &effect)
{
    const PhotoEntry *entry = m_shelf.entry(id);
    if (!entry || entry->effect == effect)
        return;
    m_undo.push(new EffectCommand(tr("change the effect"), id, entry->effect, effect,
        [this](PhotoId changed, const std::string &chosen) {
            m_shelf.change(changed, [&chosen](PhotoEntry &photo) {
                photo.effect = chosen;
                if (photo.state == PhotoState::Exported) // the file shows the other effect
                    photo.state = PhotoState::Cut;
            });
        }));
}

std::optional<ExportLock> Session::exportPhoto(PhotoId id, const ExportOrder &order)
{
    const std::optional<ExportLock> lock = exportLock(id);
    if (!lock)
        m_exporting.enqueue(id, order);
    return lock;
}

int Session::exportAll(const ExportOrder &order)
{
    std::vector<PhotoId> ready;
    for (const auto &[id, photo] : m_shelf.photos())
        if (!exportLock(id))
            ready.push_back(id);
    for (const PhotoId id : ready)
        m_exporting.enqueue(id, order);
    return static_cast<int>(ready.size());
}

/// Once per round of the event loop, however many things changed in it.
void Session::advanceSoon()
{
    if (std::exchange(m_advanceComes, true))
        return;
    QTimer::singleShot(0, this, [this] {
        m_advanceComes = false;
        advance();
    });
}

void Session::advance()
{
    const bool hurrying = m_showing.isHurrying();
    const bool maskComesSoon = hurrying && m_networkIsReady;
    m_intake.advance(
        maskComesSoon ? Intake::Thumbnails::Later : Intake::Thumbnails::Make, m_showing.shown());
    m_showing.advance(m_cutting.isRunning(m_showing.shown()));
    if (!hurrying || m_cutting.isHeld())
        m_cutting.advance(m_showing.shown());
    m_exporting.advance([this](PhotoId id) { return m_showing.fullOf(id); });
    if (unfinished() == 0)
        m_cutInRow = 0;
    if (!m_exporting.isWorking())
        m_exportedInRow = 0;
    Q_EMIT statusChanged(status());
}

int Session::unfinished() const
{
    int count = int(m_cutting.running().size());
    for (const auto &[id, photo] : m_shelf.photos())
        count += photo.entry.activity == PhotoActivity::Waiting ? 1 : 0;
    return count;
}

double Session::fractionsOf(const std::vector<PhotoId> &photos) const
{
    double sum = 0;
    for (const PhotoId id : photos)
        sum += m_shelf.entry(id)->fraction;
    return sum;
}

WorkStatus Session::status() const
{
    using Kind = WorkStatus::Kind;
    const int left = unfinished();
    const std::vector<PhotoId> running = m_cutting.running();
    const bool isWaiting = m_cutting.isHeld() && running.empty();
    if (left > 0 && m_hasSegmenter && !isWaiting && !m_intake.isWorking()) {
        const int total = m_cutInRow + left;
        const double done = m_cutInRow + fractionsOf(running);
        return {Kind::Cutting, m_cutInRow + 1, total, done / total, m_cutting.timeLeft()};
    }
    if (m_exporting.isWorking()) {
        const std::vector<PhotoId> exports = m_exporting.running();
        const int total = m_exportedInRow + int(exports.size()) + m_exporting.waiting();
        const double done = m_exportedInRow + fractionsOf(exports);
        return {Kind::Exporting, m_exportedInRow + 1, total, done / total, {}};
    }
    if (m_intake.isWorking())
        return {Kind::Checking, 0, left, 0, {}};
    if (left > 0)
        return {Kind::WaitingForModel, 0, left, 0, {}};
    return {};
}

} // namespace ui
