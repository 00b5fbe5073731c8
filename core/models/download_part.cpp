#include "core/models/download_part.h"

#include "core/files/safe_save.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <utility>

namespace core {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

tl::unexpected<Error> failure(int error, const fs::path &path)
{
    const bool isFull = error == ENOSPC || error == EDQUOT || error == EFBIG;
    return fail(isFull ? Error::Code::DiskFull : Error::Code::TargetUnwritable,
        path.string() + ": " + std::strerror(error));
}

std::optional<PartSource> readNotes(const fs::path &file)
{
    std::ifstream stream(file);
    const Json json = Json::parse(stream, nullptr, false);
    const auto text = [&json](const char *key) {
        return json.contains(key) && json[key].is_string() ? json[key].get<std::string>()
                                                           : std::string();
    };
    if (!json.is_object() || text("url").empty())
        return std::nullopt;
    PartSource source {
        .url = text("url"), .etag = text("etag"), .lastModified = text("last_modified")};
    if (json.contains("total") && json["total"].is_number_integer())
        source.total = json["total"].get<std::int64_t>();
    return source;
}

Result<> writeNotes(const fs::path &file, const PartSource &source)
{
    Json json = {
        {"url", source.url}, {"etag", source.etag}, {"last_modified", source.lastModified}};
    if (source.total)
        json["total"] = *source.total;
    // What a server sends need not be UTF-8.
    const std::string text = json.dump(1, ' ', false, Json::error_handler_t::replace);
    return saveSafely(file,
        {reinterpret_cast<const std::uint8_t *>(text.data()), text.size()}, IfExists::Replace)
        .map([](const fs::path &) {});
}

/// The lock is on the file, not on its name: whoever held it may have given it another name since.
bool hasItsName(int descriptor, const fs::path &path)
{
    struct stat held
    {
    };
    struct stat named
    {
    };
    return ::fstat(descriptor, &held) == 0 && ::stat(path.c_str(), &named) == 0
        && held.st_ino == named.st_ino && held.st_dev == named.st_dev;
}

/// An open, locked descriptor. Errors: InUse; TargetUnwritable; DiskFull.
Result<int> lockedFile(const fs::path &path)
{
    for (;;) {
        const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
        if (descriptor < 0)
            return failure(errno, path);
        if (::flock(descriptor, LOCK_EX | LOCK_NB) == 0 && hasItsName(descriptor, path))
            return descriptor;
        const int error = errno;
        const bool isTaken = error == EWOULDBLOCK && hasItsName(descriptor, path);
        ::close(descriptor);
        if (isTaken)
            return fail(Error::Code::InUse, path.string());
    }
}

} // namespace

DownloadPart::DownloadPart(const fs::path &target)
    : m_target(target)
    , m_path(target.string() + ".part")
    , m_notes(target.string() + ".part.json")
{
}

DownloadPart::DownloadPart(DownloadPart &&other) noexcept
    : m_target(std::move(other.m_target))
    , m_path(std::move(other.m_path))
    , m_notes(std::move(other.m_notes))
    , m_descriptor(std::exchange(other.m_descriptor, -1))
    , m_size(other.m_size)
    , m_source(std::move(other.m_source))
{
}

DownloadPart::~DownloadPart()
{
    if (m_descriptor < 0)
        return;
    if (m_size == 0)
        remove();
    else
        ::close(m_descriptor);
}

Result<DownloadPart> DownloadPart::open(const fs::path &target)
{
    DownloadPart part(target);
    const auto descriptor = lockedFile(part.m_path);
    if (!descriptor)
        return tl::unexpected(descriptor.error());
    part.m_descriptor = *descriptor;
    std::error_code error;
    part.m_size = std::int64_t(fs::file_size(part.m_path, error));
    if (error)
        return failure(error.value(), part.m_path);
    if (part.m_size > 0)
        part.m_source = readNotes(part.m_notes);
    return part;
}

Result<> DownloadPart::startAnew(const PartSource &source)
{
    // In this order nobody can find old bytes under new notes.
    if (::ftruncate(m_descriptor, 0) != 0)
        return failure(errno, m_path);
    m_size = 0;
    m_source = source;
    return writeNotes(m_notes, source);
}

Result<> DownloadPart::append(std::span<const std::uint8_t> bytes)
{
    while (!bytes.empty()) {
        const ssize_t written = ::write(m_descriptor, bytes.data(), bytes.size());
        if (written < 0 && errno != EINTR)
            return failure(errno, m_path);
        const auto taken = std::max<ssize_t>(written, 0);
        m_size += taken;
        bytes = bytes.subspan(static_cast<std::size_t>(taken));
    }
    return {};
}

Result<> DownloadPart::publish()
{
    // Some file systems cannot flush (EINVAL); a full one says so here at the latest.
    if (::fsync(m_descriptor) != 0 && errno != EINVAL && errno != EROFS)
        return failure(errno, m_path);
    if (::rename(m_path.c_str(), m_target.c_str()) != 0)
        return failure(errno, m_target);
    ::unlink(m_notes.c_str());
    ::close(std::exchange(m_descriptor, -1));
    flushFolder(m_target.has_parent_path() ? m_target.parent_path() : fs::path("."));
    return {};
}

void DownloadPart::remove()
{
    ::unlink(m_notes.c_str());
    ::unlink(m_path.c_str());
    ::close(std::exchange(m_descriptor, -1));
}

} // namespace core
