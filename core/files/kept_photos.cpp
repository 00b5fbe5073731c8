#include "core/files/kept_photos.h"

#include <algorithm>
#include <utility>

namespace core {
namespace {

std::size_t bytesOf(const Photo &photo)
{
    return photo.image.pixels.total() * photo.image.pixels.elemSize();
}

} // namespace

/// To read a photo that others wait for; they go on when it ends, however it ends.
class KeptPhotos::Turn
{
public:
    Turn(KeptPhotos &kept, const Key &key)
        : m_kept(kept)
        , m_key(key)
    {
        m_kept.m_beingRead.push_back(m_key);
    }
    Turn(const Turn &) = delete;
    Turn &operator=(const Turn &) = delete;
    ~Turn()
    {
        const std::lock_guard lock(m_kept.m_mutex);
        std::erase(m_kept.m_beingRead, m_key);
        m_kept.m_ended.notify_all();
    }

private:
    KeptPhotos &m_kept;
    const Key &m_key;
};

KeptPhotos::KeptPhotos(std::size_t mostBytes)
    : m_mostBytes(mostBytes)
{
}

Result<Photo> KeptPhotos::photo(const std::filesystem::path &file, const ReadOptions &options,
    const Read &read, const Progress &progress)
{
    const Key key {file, options};
    std::unique_lock lock(m_mutex);
    m_ended.wait(lock, progress.stopToken(), [&] { return !isBeingRead(key); });
    if (progress.stopped())
        return fail(Error::Code::Cancelled);
    if (auto kept = found(key))
        return *std::move(kept);
    const Turn turn(*this, key);
    lock.unlock();
    auto photo = read();
    if (photo)
        keep(key, *photo);
    return photo;
}

bool KeptPhotos::isBeingRead(const Key &key) const
{
    return std::ranges::find(m_beingRead, key) != m_beingRead.end();
}

std::optional<Photo> KeptPhotos::found(const Key &key)
{
    const auto kept = std::ranges::find(m_kept, key, &Kept::key);
    if (kept == m_kept.end())
        return std::nullopt;
    const auto now = stampOf(key.file);
    if (now && *now == kept->photo.header.stamp)
        return kept->photo;
    m_kept.erase(kept);
    return std::nullopt;
}

void KeptPhotos::keep(const Key &key, const Photo &photo)
{
    const std::lock_guard lock(m_mutex);
    std::size_t all = bytesOf(photo);
    if (all > m_mostBytes)
        return;
    for (const Kept &kept : m_kept)
        all += kept.bytes;
    while (all > m_mostBytes) {
        const auto largest = std::ranges::max_element(m_kept, {}, &Kept::bytes);
        all -= largest->bytes;
        m_kept.erase(largest);
    }
    m_kept.push_back({key, photo, bytesOf(photo)});
}

} // namespace core
