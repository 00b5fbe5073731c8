#pragma once

#include "ui/lane.h"
#include "ui/photo_shelf.h"

#include <deque>
#include <vector>

namespace ui {

/// What came of adding files and folders.
struct AddOutcome
{
    int added = 0;
    int duplicates = 0; ///< here already
    int emptyFolders = 0; ///< no photo in them
    int foldersInside = 0; ///< of those that were opened, with photos that nobody opened
    std::vector<PhotoId> ids {}; ///< of what was added
};

/// From a drop to checked photos with thumbnails: folders are opened, headers read, verdicts given,
/// then small pictures made. Each step off the window's thread.
class Intake final : public QObject
{
    Q_OBJECT

public:
    Intake(PhotoShelf &shelf, core::PhotoReaders &readers);

    void add(std::vector<std::filesystem::path> paths);
    /// The photo is checked anew; the shelf has forgotten it.
    void checkAgain(PhotoId id);
    /// What runs for the photo ends, and says nothing more of it.
    void abandon(PhotoId id);
    /// The next steps, where a lane is free. `thumbnails`: off while something more urgent runs.
    enum class Thumbnails { Make, Later };
    void advance(Thumbnails thumbnails, PhotoId shown);
    bool isWorking() const;

Q_SIGNALS:
    void added(const ui::AddOutcome &outcome);
    /// A lane became free: time to advance.
    void freed();

private:
    struct Found
    {
        std::vector<std::filesystem::path> files; ///< canonical
        int emptyFolders = 0;
        int foldersInside = 0;
    };
    static Found found(const std::vector<std::filesystem::path> &paths);
    void take(const Found &found);
    void checkNext();
    void takeChecked(PhotoId id, const core::Result<CheckedPhoto> &checked);
    void makeThumbnail(PhotoId shown);
    void takeThumbnail(PhotoId id, const core::Result<QImage> &thumbnail);

    PhotoShelf &m_shelf;
    core::PhotoReaders &m_readers;
    std::deque<std::vector<std::filesystem::path>> m_dropped;
    std::deque<PhotoId> m_unchecked;
    std::vector<PhotoId> m_inCheck;
    PhotoId m_inThumbnail = 0;
    Lane m_checking;
    Lane m_thumbnails;
};

} // namespace ui
