#pragma once

#include "ui/lane.h"
#include "ui/pace.h"
#include "ui/photo_shelf.h"

#include <chrono>

namespace ui {

/// Full masks for all photos that wait, one after the other, the shown photo first.
class Cutting final : public QObject
{
    Q_OBJECT

public:
    using SharedSegmenter = std::shared_ptr<core::Segmenter>;

    Cutting(PhotoShelf &shelf, core::PhotoReaders &readers);

    /// Before this, photos wait. An error (no model) is every waiting photo's error.
    void use(core::Result<SharedSegmenter> segmenter);
    /// No other photo starts until use(): another segmenter is on its way. What runs goes on.
    void hold() { m_isHeld = true; }
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
    PhotoId nextFor(PhotoId shown) const;
    void start(const PhotoShelf::Kept &photo);
    void take(PhotoId id, core::Result<FullCut> outcome);

    PhotoShelf &m_shelf;
    core::PhotoReaders &m_readers;
    std::optional<core::Result<SharedSegmenter>> m_segmenter;
    bool m_isHeld = false;
    Pace m_pace;
    PhotoId m_running = 0;
    std::chrono::steady_clock::time_point m_started;
    Lane m_lane;
};

} // namespace ui
