#pragma once

#include "core/pipeline/export_cutout.h"
#include "ui/cutting.h"
#include "ui/lane.h"
#include "ui/photo_shelf.h"

#include <deque>

namespace ui {

/// Where and how cut-outs are written.
struct ExportOrder
{
    /// A relative folder lies beside each photo.
    std::filesystem::path folder;
    core::Recipe recipe;
    core::KeepLocation keepLocation = core::KeepLocation::No;
};

/// Why a photo cannot be exported now.
enum class ExportLock {
    NotCheckedYet,
    NeedsScaling, ///< over the hard limit; a smaller size was offered
    MaskIsMissing, ///< no mask yet, or a first one only
    CutCancelled,
    PhotoFailed,
    AlreadyExporting,
};

/// Writes cut-outs in the order they were asked for, from the full cut in memory or from the file and
/// its mask: while one is written, the next is cut out. Both together have no more megapixels than the
/// hard limit lets one photo have.
class Exporting final : public QObject
{
    Q_OBJECT

public:
    Exporting(PhotoShelf &shelf, core::PhotoReaders &readers);

    void use(Cutting::SharedSegmenter segmenter);
    /// Nothing: it can be exported.
    std::optional<ExportLock> lockOf(PhotoId id) const;
    /// Only for photos that are not locked.
    void enqueue(PhotoId id, const ExportOrder &order);
    /// Full cut of the photo where somebody has it, to save reading it again.
    using FullCutPhoto = std::shared_ptr<const core::CutPhoto>;
    using FullOf = std::function<FullCutPhoto(PhotoId)>;
    void advance(const FullOf &fullOf);
    /// False where the photo is not being exported and does not wait for it. Of what is cancelled no
    /// file is left, or a whole one.
    bool cancel(PhotoId id);
    void cancelRunning(); ///< all that run
    void cancelWaiting();
    /// An export that failed is tried again; false where there was none.
    bool retry(PhotoId id);

    bool isWorking() const { return !running().empty() || !m_waiting.empty(); }
    int waiting() const { return static_cast<int>(m_waiting.size()); }
    std::vector<PhotoId> running() const; ///< that began first first

Q_SIGNALS:
    void exported(ui::PhotoId id, const std::filesystem::path &file);
    void freed();

private:
    struct Task
    {
        PhotoId id = 0;
        ExportOrder order;
        core::ExportRequest request = {}; ///< this and the following from when it runs
        double megapixels = 0;
        FullCutPhoto cut = {}; ///< once it is cut out, until it is being written
    };
    /// Where one photo at a time is worked on.
    struct Stage
    {
        Task task;
        Lane lane;
    };
    void connectTo(Stage &stage);
    bool mayCutNext() const;
    bool hasRoomFor(PhotoId id) const;
    void cutOut(Task task, const PhotoShelf::Kept &photo, FullCutPhoto full);
    void takeCut(const core::Result<FullCutPhoto> &outcome);
    void write(Task task);
    void takeWritten(const core::Result<core::Exported> &outcome);
    void fail(const Task &task, const core::Error &error);
    bool isQueued(PhotoId id) const;

    PhotoShelf &m_shelf;
    core::PhotoReaders &m_readers;
    Cutting::SharedSegmenter m_segmenter;
    std::deque<Task> m_waiting;
    std::optional<Task> m_cutOut; ///< and not being written yet
    std::map<PhotoId, ExportOrder> m_failed;
    Stage m_cutting;
    Stage m_writing;
};

} // namespace ui
