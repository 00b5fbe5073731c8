#include "core/files/kept_sum.h"

#include "core/files/hash.h"

#include <mutex>

namespace core {

namespace {

Result<> checkStamp(const std::filesystem::path &file, const FileStamp &stamp)
{
    return stampOf(file).and_then([&](const FileStamp &now) -> Result<> {
        if (now != stamp)
            return fail(Error::Code::FileChanged, file.string());
        return {};
    });
}

} // namespace

struct KeptSum::Kept
{
    std::mutex mutex;
    std::filesystem::path file;
    FileStamp stamp;
    std::string sha256; ///< "": none was taken
};

KeptSum::KeptSum()
    : m_kept(std::make_shared<Kept>())
{
}

Result<std::string> KeptSum::of(const std::filesystem::path &file, const FileStamp &stamp) const
{
    const std::lock_guard lock(m_kept->mutex);
    if (const auto same = checkStamp(file, stamp); !same)
        return tl::unexpected(same.error());
    if (!m_kept->sha256.empty() && m_kept->file == file && m_kept->stamp == stamp)
        return m_kept->sha256;
    auto sha256 = sha256Of(file);
    if (!sha256)
        return sha256;
    if (const auto same = checkStamp(file, stamp); !same) // it may have changed while it was read
        return tl::unexpected(same.error());
    m_kept->file = file;
    m_kept->stamp = stamp;
    m_kept->sha256 = *sha256;
    return sha256;
}

} // namespace core
