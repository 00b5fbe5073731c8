#pragma once

#include "ui/cutting.h"
#include "ui/exporting.h"
#include "ui/intake.h"
#include "ui/photo_shelf.h"
#include "ui/showing.h"

#include <QUndoStack>

namespace ui {

/// What is running, for the status line.
struct WorkStatus
{
    enum class Kind { Nothing, Checking, WaitingForModel, Cutting, Exporting };
    Kind kind = Kind::Nothing;
    int number = 0; ///< of the one that runs, from 1
    int total = 0;
    double fraction = 0; ///< 0..1 of all
    std::optional<std::chrono::duration<double>> left; ///< once the pace is known
};

/// What the user asked for on many photos at once. Every step runs off the window's thread, and its
/// outcome arrives on it; one bad photo stops no other.
class Session final : public QObject
{
    Q_OBJECT

public:
    /// `readers` read all photos, and outlive the session.
    Session(const core::MegapixelLimits &limits, core::PhotoReaders &readers);

    /// Until the segmenter is there photos are checked and shown, and wait for their masks. May be
    /// called again: what runs ends with the last one, what waits takes this one, and photos that
    /// had failed for want of a model are tried again. Masks that were made stay.
    void use(const core::Result<Cutting::SharedSegmenter> &segmenter);
    /// Another segmenter is on its way: photos that wait go on waiting, for use().
    void hold() { m_cutting.hold(); }
    /// The same, and this is the one, whose network is still loading: photos whose masks it keeps
    /// are cut by them meanwhile; the others wait for use() or networkIsReady().
    void expect(const Cutting::SharedSegmenter &coming) { m_cutting.expect(coming); }
    void networkIsReady();

    /// Files and folders. Photos that are here already are left out; added() says so.
    void add(std::vector<std::filesystem::path> paths);
    /// The shown photo goes first. 0: none.
    void select(PhotoId id);
    void retry(PhotoId id);
    void remove(PhotoId id);

    void cancel(PhotoId id);
    void cancelThis(); ///< the photo that is being worked on
    void cancelWaiting();
    void cancelAll();

    /// These can be undone.
    void acceptScale(PhotoId id, core::Size size);
    void keepOriginalSize(PhotoId id); ///< takes an accepted scale back
    void chooseEffect(PhotoId id, const std::string &effect);

    std::optional<ExportLock> exportLock(PhotoId id) const { return m_exporting.lockOf(id); }
    /// Returns why not, where the photo is locked.
    std::optional<ExportLock> exportPhoto(PhotoId id, const ExportOrder &order);
    /// All photos that can be; returns how many.
    int exportAll(const ExportOrder &order);

    PhotoId selected() const { return m_showing.shown(); }
    const PhotoEntry *entry(PhotoId id) const { return m_shelf.entry(id); }
    const PhotoShelf &shelf() const { return m_shelf; }
    QUndoStack &undoStack() { return m_undo; }
    WorkStatus status() const;
    bool isWorking() const { return status().kind != WorkStatus::Kind::Nothing; }

Q_SIGNALS:
    void added(const ui::AddOutcome &outcome);
    void pictureReady(ui::PhotoId id, const ui::Picture &picture);
    void exported(ui::PhotoId id, const std::filesystem::path &file);
    void statusChanged(const ui::WorkStatus &status);

private:
    void advance();
    void advanceSoon();
    void recut(PhotoId id);
    void useAt(PhotoId id, const std::optional<core::Size> &size, const QString &text);
    void retryWithoutModel();
    int unfinished() const;
    double fractionsOf(const std::vector<PhotoId> &photos) const;

    PhotoShelf m_shelf;
    Intake m_intake;
    Cutting m_cutting;
    Showing m_showing;
    Exporting m_exporting;
    QUndoStack m_undo;
    int m_cutInRow = 0; ///< photos done since there was last nothing to do
    int m_exportedInRow = 0;
    bool m_hasSegmenter = false;
    bool m_networkIsReady = false;
    bool m_advanceComes = false;
};

} // namespace ui
