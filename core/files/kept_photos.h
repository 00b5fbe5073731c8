#pragma once

#include "core/files/photo.h"

#include <condition_variable>
#include <cstddef>
#include <filesystem>
#include <functional>
#include <mutex>
#include <optional>
#include <vector>

namespace core {

/// Photos that take seconds to read, kept for whoever reads the same file by the same options while
/// it is the same file. Where they come to more than `mostBytes` of pixels, the largest go first, of
/// equals the oldest; the latest stays. A larger one is not kept. For any number of threads.
class KeptPhotos
{
public:
    using Read = std::function<Result<Photo>()>;

    explicit KeptPhotos(std::size_t mostBytes);

    /// What is kept, or what `read` gives. Who asks for a photo that is being read waits for it, and
    /// reads it only where that failed. Pixels are shared: nobody writes to them. Errors: those of
    /// `read`; Cancelled.
    Result<Photo> photo(const std::filesystem::path &file, const ReadOptions &options,
        const Read &read, const Progress &progress = {});

private:
    struct Key
    {
        std::filesystem::path file;
        ReadOptions options;
        friend bool operator==(const Key &, const Key &) = default;
    };
    struct Kept
    {
        Key key;
        Photo photo;
        std::size_t bytes = 0;
    };
    class Turn;
    bool isBeingRead(const Key &key) const;
    /// Forgets what is of an older file.
    std::optional<Photo> found(const Key &key);
    void keep(const Key &key, const Photo &photo);

    std::size_t m_mostBytes;
    std::mutex m_mutex;
    std::condition_variable_any m_ended; ///< somebody's turn
    std::vector<Key> m_beingRead;
    std::vector<Kept> m_kept; ///< oldest first
};

} // namespace core
