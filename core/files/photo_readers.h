#pragma once

#include "core/files/contained_reader.h"
#include "core/files/kept_photos.h"

#include <memory>
#include <mutex>
#include <utility>
#include <vector>

namespace core {

/// Reads photos in processes of their own, for any number of threads: as many processes as photos
/// are read at once, each started when there is none idle, and kept for the next photo.
class PhotoReaders
{
public:
    explicit PhotoReaders(ReaderCommand command, DecodeTime time = {});

    /// As ContainedReader::probe().
    Result<Header> probe(const std::filesystem::path &file, const ReadLimits &limits = {},
        const Progress &progress = {});

    /// As ContainedReader::read().
    Result<Photo> read(const std::filesystem::path &file, const ReadOptions &options = {},
        const Progress &progress = {});

    /// As read(), but of what takes seconds: it is kept, as KeptPhotos says, and read once.
    Result<Photo> readOnce(const std::filesystem::path &file, const ReadOptions &options,
        const Progress &progress = {});

private:
    using Reader = std::unique_ptr<ContainedReader>;
    Reader taken();
    void giveBack(Reader reader);
    /// What `ask` gets from a reader that nobody else uses meanwhile.
    template <typename Ask>
    auto asked(const Ask &ask)
    {
        auto reader = taken();
        auto answer = ask(*reader);
        giveBack(std::move(reader));
        return answer;
    }

    ReaderCommand m_command;
    DecodeTime m_time;
    std::mutex m_mutex;
    std::vector<Reader> m_idle; ///< each with its process
    KeptPhotos m_kept;
};

} // namespace core
