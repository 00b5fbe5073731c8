#include "core/files/safe_save.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <random>
#include <string>
#include <utility>

namespace core {

namespace {

namespace fs = std::filesystem;

tl::unexpected<Error> failure(int error, const fs::path &path)
{
    const bool isFull = error == ENOSPC || error == EDQUOT || error == EFBIG;
    return fail(isFull ? Error::Code::DiskFull : Error::Code::TargetUnwritable,
        path.string() + ": " + std::strerror(error));
}

fs::path folderOf(const fs::path &target)
{
    return target.has_parent_path() ? target.parent_path() : fs::path(".");
}

/// A file beside the target that vanishes with this object unless it was renamed.
class PartFile
{
public:
    explicit PartFile(const fs::path &target)
    {
        std::random_device random;
        for (int attempt = 0; attempt < 8 && m_descriptor < 0; ++attempt) {
            std::array<char, 32> ending {};
            std::snprintf(ending.data(), ending.size(), ".part-%08x", random());
            m_path =
                folderOf(target) / ("." + shortened(target.filename().string()) + ending.data());
            m_descriptor = ::open(m_path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
            m_error = errno;
            if (m_descriptor < 0 && m_error != EEXIST)
                break;
        }
        m_exists = m_descriptor >= 0;
    }
    PartFile(const PartFile &) = delete;
    PartFile &operator=(const PartFile &) = delete;
    ~PartFile()
    {
        if (m_descriptor >= 0)
            ::close(m_descriptor);
        if (m_exists)
            ::unlink(m_path.c_str());
    }

    const fs::path &path() const { return m_path; }
    bool isOpen() const { return m_descriptor >= 0; }
    int error() const { return m_error; }

    /// Writes all, flushes to the disk, closes. Returns 0 or an errno.
    int fill(std::span<const std::uint8_t> bytes)
    {
        while (!bytes.empty()) {
            const ssize_t written = ::write(m_descriptor, bytes.data(), bytes.size());
            if (written < 0 && errno != EINTR)
                return errno;
            bytes = bytes.subspan(static_cast<std::size_t>(std::max<ssize_t>(written, 0)));
        }
        // Some file systems cannot flush (EINVAL); a full one says so here at the latest.
        if (::fsync(m_descriptor) != 0 && errno != EINVAL && errno != EROFS)
            return errno;
        return ::close(std::exchange(m_descriptor, -1)) == 0 ? 0 : errno;
    }

    /// After the rename there is nothing left to remove.
    void keep() { m_exists = false; }

private:
    /// A long name keeps room for what is added to it.
    static std::string shortened(std::string name)
    {
        name.resize(std::min<std::size_t>(name.size(), 200));
        return name;
    }

    fs::path m_path;
    int m_descriptor = -1;
    int m_error = 0;
    bool m_exists = false;
};

/// Gives `from` the name `to` if nobody has it. Returns 0 or an errno (EEXIST).
int renameToFree(const fs::path &from, const fs::path &to)
{
    if (::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) == 0)
        return 0;
    if (errno != EINVAL && errno != ENOSYS)
        return errno;
    // Older file systems: a second link fails as well where the name is taken.
    if (::link(from.c_str(), to.c_str()) == 0) {
        ::unlink(from.c_str());
        return 0;
    }
    if (errno != EPERM && errno != EOPNOTSUPP && errno != ENOSYS)
        return errno;
    // No links either (FAT, some network shares): take the name first, then rename over our own.
    const int taken = ::open(to.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (taken < 0)
        return errno;
    ::close(taken);
    if (::rename(from.c_str(), to.c_str()) == 0)
        return 0;
    const int error = errno;
    ::unlink(to.c_str());
    return error;
}

/// The same file under whatever name: symbolic and hard links too.
bool isSameFile(const fs::path &a, const fs::path &b)
{
    std::error_code error;
    return !b.empty() && fs::equivalent(a, b, error) && !error;
}

int rename(const fs::path &from, const fs::path &to, IfExists ifExists, const fs::path &neverOver)
{
    if (ifExists != IfExists::Replace)
        return renameToFree(from, to);
    if (isSameFile(to, neverOver))
        return EEXIST;
    return ::rename(from.c_str(), to.c_str()) == 0 ? 0 : errno;
}

/// photo.png, photo-2.png, photo-3.png, ...
fs::path numbered(const fs::path &target, int number)
{
    if (number == 1)
        return target;
    fs::path name = target.stem();
    name += "-" + std::to_string(number);
    name += target.extension();
    return target.parent_path() / name;
}

} // namespace

Result<fs::path> saveSafely(const fs::path &target, std::span<const std::uint8_t> bytes,
    IfExists ifExists, const fs::path &neverOver)
{
    constexpr int mostNames = 10'000;
    std::error_code ignored;
    const fs::file_status status = fs::status(target, ignored);
    // Devices and pipes are not files to be replaced.
    if (!target.has_filename() || (fs::exists(status) && !fs::is_regular_file(status)))
        return fail(Error::Code::TargetUnwritable, target.string() + ": not a file");
    // Known beforehand: no need to write anything.
    if (ifExists == IfExists::Fail && fs::exists(fs::symlink_status(target, ignored)))
        return fail(Error::Code::TargetExists, target.string());

    PartFile part(target);
    if (!part.isOpen())
        return failure(part.error(), target);
    if (const int error = part.fill(bytes))
        return failure(error, target);

    const int names = ifExists == IfExists::MakeUnique ? mostNames : 1;
    for (int number = 1; number <= names; ++number) {
        const fs::path name = numbered(target, number);
        const int error = rename(part.path(), name, ifExists, neverOver);
        if (error != 0 && error != EEXIST)
            return failure(error, name);
        if (error == EEXIST)
            continue;
        part.keep();
        flushFolder(folderOf(target));
        return name;
    }
    return fail(Error::Code::TargetExists, target.string());
}

void flushFolder(const fs::path &folder)
{
    const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0)
        return;
    ::fsync(descriptor);
    ::close(descriptor);
}

} // namespace core
