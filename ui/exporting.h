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

/// Writes cut-outs one after the other, from the full cut in memory or from the file and its mask.
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
    using FullOf = std::function<std::shared_ptr<const core::CutPhoto>(PhotoId)>;
    void advance(const FullOf &fullOf);
    /// False where the photo is not being exported and does not wait for it.
    bool cancel(PhotoId id);
    void cancelRunning();
    void cancelWaiting();
    /// An export that failed is tried again; false where there was none.
    bool retry(PhotoId id);

    bool isWorking() const { return m_lane.isWorking() || !m_waiting.empty(); }
    int waiting() const { return static_cast<int>(m_waiting.size()); }
    /// 0: none
    PhotoId running() const { return m_lane.isWorking() ? m_running.id : 0; }

Q_SIGNALS:
    void exported(ui::PhotoId id, const std::filesystem::path &file);
    void freed();

private:
    struct Waiting
    {
        PhotoId id = 0;
        ExportOrder order;
    };
    void take(PhotoId id, const core::Result<core::Exported> &outcome);
    bool isQueued(PhotoId id) const;

    PhotoShelf &m_shelf;
    core::PhotoReaders &m_readers;
    Cutting::SharedSegmenter m_segmenter;
    std::deque<Waiting> m_waiting;
    Waiting m_running;
    std::map<PhotoId, ExportOrder> m_failed;
    Lane m_lane;
};

} // namespace ui
