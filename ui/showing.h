#pragma once

#include "ui/cutting.h"
#include "ui/lane.h"
#include "ui/photo_shelf.h"
#include "ui/picture.h"

namespace ui {

/// Pictures of the one photo that is looked at, better and better: the photo alone, the first mask,
/// the full mask at screen size, and at last every pixel. Effects come at screen size first.
/// The large images of other photos are not kept; they are made again from the known mask.
class Showing final : public QObject
{
    Q_OBJECT

public:
    Showing(PhotoShelf &shelf, core::PhotoReaders &readers);

    void use(Cutting::SharedSegmenter segmenter);
    /// Another photo; 0: none. What ran for the last one stops.
    void show(PhotoId id);
    /// The photo's pixels changed (an accepted suggestion, a retry): from the start.
    void showAgain();
    /// A full cut of the shown photo, made elsewhere.
    void takeFull(const FullCut &full);
    /// The first mask, if it is on its way, is no longer wanted.
    void stopCutting();
    /// The next step. `isBeingCut`: the full cut is on its way, and need not be made here.
    void advance(bool isBeingCut);

    PhotoId shown() const { return m_id; }
    /// The first mask of the shown photo is on its way, or could be: others should not compete.
    bool isHurrying() const;
    /// The full cut of that photo where it is in memory; null otherwise.
    std::shared_ptr<const core::CutPhoto> fullOf(PhotoId id) const;

Q_SIGNALS:
    void pictureReady(ui::PhotoId id, const ui::Picture &picture);
    void freed();

private:
    bool isStale(const std::string &shownEffect) const;
    void look(const PhotoEntry &entry);
    void makeSmall(const PhotoShelf::Kept &photo);
    void makeFull(const PhotoShelf::Kept &photo);
    void applyToSmall(const PhotoEntry &entry);
    void applyToFull(const PhotoEntry &entry);
    void takeSmall(const core::Result<SmallCut> &outcome);
    void takeEffect(const core::Result<Picture> &outcome);
    void present(const Picture &picture);

    PhotoShelf &m_shelf;
    core::PhotoReaders &m_readers;
    Cutting::SharedSegmenter m_segmenter;
    PhotoId m_id = 0;
    std::optional<core::Image> m_look; ///< the photo at screen size
    std::shared_ptr<const SmallCut> m_small;
    std::shared_ptr<const core::CutPhoto> m_full;
    std::string m_smallEffect; ///< shown with; "": not yet
    std::string m_fullEffect;
    std::string m_runningEffect;
    bool m_failed = false; ///< a step failed: no more until something changes
    Picture m_picture;
    Lane m_lane;
};

} // namespace ui
