#pragma once

#include "ui/lane.h"
#include "ui/pace.h"
#include "ui/photo_shelf.h"

#include <chrono>
#include <map>

namespace ui {

/// Full masks for all photos that wait, one after the other, the shown photo first. While a network
/// is on its way, those photos alone whose masks are kept.
class Cutting final : public QObject
{
    Q_OBJECT

public:
    using SharedSegmenter = std::shared_ptr<core::Segmenter>;

    Cutting(PhotoShelf &shelf, core::PhotoReaders &readers);

    /// Before this, photos wait. An error (no model) is every waiting photo's error.
    void use(core::Result<SharedSegmenter> segmenter);
    /// No other photo starts until use(): another segmenter is on its way. What runs goes on.
    void hold();
    /// As hold(), but for photos whose masks `coming` keeps, until use() or release(): its network
    /// is still loading.
    void expect(SharedSegmenter coming);
    void release();
    bool isHeld() const { return m_isHeld; }
    /// Starts the next photo, where there is one and the lane is free.
    void advance(PhotoId shown);
    /// The running photo is cancelled: it says so at once, and its result is dropped.
    void cancelRunning();
    void cancelWaiting();
    void cancel(PhotoId id);
    /// Waits again, from wherever it was stopped.
    void enqueue(PhotoId id);

    /// 0: none
    PhotoId running() const { return m_lane.isWorking() ? m_running : 0; }
    /// How long all that runs and waits will take, once that is known.
    std::optional<std::chrono::duration<double>> timeLeft() const;

Q_SIGNALS:
    /// The full result, still in memory for whoever shows it.
    void cut(ui::PhotoId id, const ui::FullCut &full);
    /// A photo left the queue, well or not.
    void done(ui::PhotoId id);
    void freed();

private:
    using Wish = std::function<bool(const PhotoEntry &)>;
    PhotoId nextFor(PhotoId shown, const Wish &isWished) const;
    bool couldBeKept(const PhotoEntry &entry) const;
    void lookFor(const PhotoEntry &entry);
    void startKept(PhotoId id, const core::Saliency &mask);
    void start(const PhotoShelf::Kept &photo, const SharedSegmenter &segmenter,
        const std::optional<core::Saliency> &known);
    void take(PhotoId id, core::Result<FullCut> outcome);

    PhotoShelf &m_shelf;
    core::PhotoReaders &m_readers;
    std::optional<core::Result<SharedSegmenter>> m_segmenter;
    bool m_isHeld = false;
    SharedSegmenter m_coming; ///< null: not made yet, or none is on its way
    int m_expectation = 0; ///< which one, counted: an address may come again
    std::map<PhotoId, core::Size> m_notKept; ///< by m_coming, of photos as they were used then
    Pace m_pace;
    PhotoId m_running = 0;
    std::chrono::steady_clock::time_point m_started;
    Lane m_lane;
};

} // namespace ui
