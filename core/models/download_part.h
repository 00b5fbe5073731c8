#pragma once

#include "core/result.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>

namespace core {

/// Which file on which server the bytes of a part are of.
struct PartSource
{
    std::string url {}; ///< as asked for, before redirects
    std::string etag {};
    std::string lastModified {};
    std::optional<std::int64_t> total {}; ///< bytes of the whole file
    friend bool operator==(const PartSource &, const PartSource &) = default;

    /// For If-Range: the ETag, else the date; "" where a part could not be gone on with.
    const std::string &validator() const { return etag.empty() ? lastModified : etag; }
};

/// The unfinished file `<target>.part`, held by one program at a time.
class DownloadPart
{
public:
    /// Opens or makes it. Errors: InUse; TargetUnwritable; DiskFull.
    static Result<DownloadPart> open(const std::filesystem::path &target);

    DownloadPart(DownloadPart &&other) noexcept;
    DownloadPart &operator=(DownloadPart &&) = delete;
    ~DownloadPart(); ///< an empty one goes away

    const std::filesystem::path &path() const { return m_path; }
    std::int64_t size() const { return m_size; }

    /// Of the bytes that are there; nothing where nobody knows.
    const std::optional<PartSource> &source() const { return m_source; }

    /// Throws away what is there and begins with another file. Errors: TargetUnwritable; DiskFull.
    Result<> startAnew(const PartSource &source);

    /// Errors: TargetUnwritable; DiskFull.
    Result<> append(std::span<const std::uint8_t> bytes);

    /// Flushes to the disk and gives it the target's name, over whatever has it.
    /// Errors: TargetUnwritable; DiskFull.
    Result<> publish();

    void remove();

private:
    explicit DownloadPart(const std::filesystem::path &target);

    std::filesystem::path m_target;
    std::filesystem::path m_path;
    std::filesystem::path m_notes;
    int m_descriptor = -1;
    std::int64_t m_size = 0;
    std::optional<PartSource> m_source;
};

} // namespace core
