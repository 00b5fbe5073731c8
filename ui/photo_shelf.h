#pragma once

#include "ui/photo_entry.h"
#include "ui/photo_steps.h"
#include "ui/wastebin.h"

#include <QObject>

#include <functional>
#include <map>

namespace ui {

/// The photos of a session in the order they came, and what is kept of each. Belongs to the
/// window's thread; nothing here waits or computes.
class PhotoShelf final : public QObject
{
    Q_OBJECT

public:
    /// What is kept of a photo beside its entry: enough to show it at once and never to run the
    /// network twice.
    struct Kept
    {
        PhotoEntry entry;
        std::optional<core::Saliency> saliency; ///< of the full mask
        std::shared_ptr<const SmallCut> small; ///< of the latest full masks only
        core::KeptSum sum; ///< of the file
    };

    explicit PhotoShelf(const core::MegapixelLimits &limits);

    /// file: a canonical path, so that one file is not two photos.
    PhotoId add(const std::filesystem::path &file);
    bool holds(const std::filesystem::path &file) const;
    void remove(PhotoId id);

    /// Null for an unknown photo, for instance one that was removed while somebody worked on it.
    const PhotoEntry *entry(PhotoId id) const;
    const Kept *kept(PhotoId id) const;
    const std::map<PhotoId, Kept> &photos() const { return m_photos; }

    /// Changes an entry and says so; does nothing for an unknown photo.
    void change(PhotoId id, const std::function<void(PhotoEntry &)> &edit);
    /// Only how far the work on it has come: many times a second, for the few who show it.
    void progress(PhotoId id, double fraction);
    /// The photo failed, in words that its entry carries.
    void fail(PhotoId id, const core::Error &error);

    /// Takes over what a full cut found out. Entry and mask are changed with it.
    void keepFull(PhotoId id, const FullCut &full);
    /// A cut at screen size, for when the photo is looked at again; the entry stays as it is.
    void keepSmall(PhotoId id, std::shared_ptr<const SmallCut> small);
    /// Everything found out about a photo is forgotten, as if it had just come.
    void forget(PhotoId id);

    /// Frees a large value elsewhere; see Wastebin.
    void discard(std::any value) { m_bin.take(std::move(value)); }

    const core::MegapixelLimits &limits() const { return m_limits; }
    /// Valid once the photo was checked.
    PhotoSource sourceOf(const PhotoEntry &entry) const;

Q_SIGNALS:
    void added(const ui::PhotoEntry &entry);
    void changed(const ui::PhotoEntry &entry);
    void progressed(const ui::PhotoEntry &entry);
    void removed(ui::PhotoId id);

private:
    core::MegapixelLimits m_limits;
    std::map<PhotoId, Kept> m_photos;
    std::vector<PhotoId> m_withSmall; ///< oldest first
    PhotoId m_last = 0;
    Wastebin m_bin;
};

} // namespace ui
