#include "core/files/header.h"

#include "core/files/stored.h"
#include "core/image/guarded.h"

#include <algorithm>
#include <chrono>
#include <system_error>

namespace core {
namespace {

/// A profile's name stands near its front.
constexpr std::size_t iccForItsName = 128 << 10;

Result<Header> probed(const std::filesystem::path &path, ReadLimits limits)
{
    const auto stamp = stampOf(path);
    if (!stamp)
        return tl::unexpected(stamp.error());
    const auto file = ByteFile::open(path);
    if (!file)
        return tl::unexpected(file.error());
    limits.mostProfileBytes = std::min(limits.mostProfileBytes, iccForItsName);
    auto stored = storedHeader(path, *file, limits);
    if (!stored)
        return tl::unexpected(stored.error());
    return describedBy(*stored, *stamp);
}

} // namespace

Result<Header> probe(const std::filesystem::path &file, const ReadLimits &limits)
{
    return guarded([&] { return probed(file, limits); });
}

Result<FileStamp> stampOf(const std::filesystem::path &file)
{
    std::error_code error;
    const auto status = std::filesystem::status(file, error);
    if (status.type() == std::filesystem::file_type::not_found)
        return fail(Error::Code::FileMissing, file.string());
    if (status.type() != std::filesystem::file_type::regular)
        return fail(Error::Code::FileUnreadable, file.string() + ": not a regular file");
    const auto bytes = std::filesystem::file_size(file, error);
    if (error)
        return fail(Error::Code::FileUnreadable, file.string() + ": " + error.message());
    const auto modified = std::filesystem::last_write_time(file, error);
    if (error)
        return fail(Error::Code::FileUnreadable, file.string() + ": " + error.message());
    using std::chrono::nanoseconds;
    return FileStamp {.bytes = bytes,
        .modifiedNanoseconds =
            std::chrono::duration_cast<nanoseconds>(modified.time_since_epoch()).count()};
}

} // namespace core
