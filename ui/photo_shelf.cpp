#include "ui/photo_shelf.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace ui {

PhotoShelf::PhotoShelf(const core::MegapixelLimits &limits)
    : m_limits(limits)
{
}

PhotoId PhotoShelf::add(const std::filesystem::path &file)
{
    Kept photo;
    photo.entry.id = ++m_last;
    photo.entry.file = file;
    photo.entry.activity = PhotoActivity::Waiting;
    const auto place = m_photos.emplace(m_last, std::move(photo)).first;
    Q_EMIT added(place->second.entry);
    return place->first;
}

bool PhotoShelf::holds(const std::filesystem::path &file) const
{
    return std::any_of(m_photos.begin(), m_photos.end(),
        [&file](const auto &photo) { return photo.second.entry.file == file; });
}

void PhotoShelf::remove(PhotoId id)
{
    const auto place = m_photos.find(id);
    if (place == m_photos.end())
        return;
    m_bin.take(place->second.small);
    std::erase(m_withSmall, id);
    m_photos.erase(place);
    Q_EMIT removed(id);
}

const PhotoEntry *PhotoShelf::entry(PhotoId id) const
{
    const Kept *photo = kept(id);
    return photo ? &photo->entry : nullptr;
}

const PhotoShelf::Kept *PhotoShelf::kept(PhotoId id) const
{
    const auto place = m_photos.find(id);
    return place == m_photos.end() ? nullptr : &place->second;
}

void PhotoShelf::change(PhotoId id, const std::function<void(PhotoEntry &)> &edit)
{
    const auto place = m_photos.find(id);
    if (place == m_photos.end())
        return;
    edit(place->second.entry);
    Q_EMIT changed(place->second.entry);
}

void PhotoShelf::progress(PhotoId id, double fraction)
{
    const auto place = m_photos.find(id);
    if (place == m_photos.end())
        return;
    place->second.entry.fraction = fraction;
    Q_EMIT progressed(place->second.entry);
}

void PhotoShelf::fail(PhotoId id, const core::Error &error)
{
    change(id, [&error](PhotoEntry &entry) {
        entry.state = PhotoState::Failed;
        entry.activity = PhotoActivity::Idle;
        entry.error = error;
    });
}

void PhotoShelf::keepFull(PhotoId id, const FullCut &full)
{
    const auto place = m_photos.find(id);
    if (place == m_photos.end())
        return;
    place->second.saliency = full.cut->saliency;
    keepSmall(id, std::make_shared<const SmallCut>(full.small));
    change(id, [&full](PhotoEntry &entry) {
        if (entry.state != PhotoState::Exported)
            entry.state = PhotoState::Cut;
        entry.activity = PhotoActivity::Idle;
        entry.error.reset();
        entry.mask = full.cut->saliency.record;
        entry.notes = full.cut->photo.notes;
        entry.animal = full.animal;
        entry.thumbnail = full.small.thumbnail;
    });
}

void PhotoShelf::keepSmall(PhotoId id, std::shared_ptr<const SmallCut> small)
{
    constexpr std::size_t most = 12; // about 13 MB each
    const auto place = m_photos.find(id);
    if (place == m_photos.end())
        return;
    std::erase(m_withSmall, id);
    m_withSmall.push_back(id);
    m_bin.take(std::exchange(place->second.small, std::move(small)));
    if (m_withSmall.size() <= most)
        return;
    m_bin.take(std::exchange(m_photos.at(m_withSmall.front()).small, nullptr));
    m_withSmall.erase(m_withSmall.begin());
}

void PhotoShelf::forget(PhotoId id)
{
    const auto place = m_photos.find(id);
    if (place == m_photos.end())
        return;
    place->second.saliency.reset();
    m_bin.take(std::exchange(place->second.small, nullptr));
    std::erase(m_withSmall, id);
    change(id, [](PhotoEntry &entry) {
        PhotoEntry fresh;
        fresh.id = entry.id;
        fresh.file = entry.file;
        fresh.activity = PhotoActivity::Waiting;
        fresh.thumbnail = entry.thumbnail;
        fresh.effect = entry.effect;
        fresh.importSize = entry.importSize;
        entry = std::move(fresh);
    });
}

PhotoSource PhotoShelf::sourceOf(const PhotoEntry &entry) const
{
    const double most = m_limits.hard * (1 + core::megapixelTolerance) * 1e6;
    PhotoSource source {entry.file, entry.header.value_or(core::Header {}), entry.usedSize(),
        static_cast<std::int64_t>(std::llround(most))};
    if (const Kept *photo = kept(entry.id))
        source.sum = photo->sum;
    if (source.isHuge())
        source.imported = entry.importSize ? entry.importSize : entry.verdict->suggested;
    return source;
}

} // namespace ui
