#include "core/files/byte_file.h"

#include <algorithm>
#include <limits>
#include <system_error>

namespace core {

Result<ByteFile> ByteFile::open(const std::filesystem::path &file)
{
    std::error_code error;
    const auto status = std::filesystem::status(file, error);
    if (status.type() == std::filesystem::file_type::not_found)
        return fail(Error::Code::FileMissing, file.string());
    if (status.type() != std::filesystem::file_type::regular) // opening a pipe would wait for ever
        return fail(Error::Code::FileUnreadable, file.string() + ": not a regular file");
    ByteFile opened;
    opened.m_size = std::filesystem::file_size(file, error);
    if (error)
        return fail(Error::Code::FileUnreadable, file.string() + ": " + error.message());
    opened.m_stream.reset(std::fopen(file.c_str(), "rb"));
    if (!opened.m_stream)
        return fail(Error::Code::FileUnreadable, file.string() + ": no permission");
    // Headers are read by a few bytes at far places: a stdio buffer would read 4 KB for each.
    std::setvbuf(opened.m_stream.get(), nullptr, _IONBF, 0);
    return opened;
}

std::size_t ByteFile::readAt(std::uint64_t offset, std::span<std::uint8_t> bytes) const
{
    if (offset >= m_size || offset > std::numeric_limits<long>::max())
        return 0;
    if (std::fseek(m_stream.get(), static_cast<long>(offset), SEEK_SET) != 0)
        return 0;
    return std::fread(bytes.data(), 1, bytes.size(), m_stream.get());
}

std::vector<std::uint8_t> ByteFile::bytesAt(std::uint64_t offset, std::uint64_t count) const
{
    if (offset >= m_size)
        return {};
    std::vector<std::uint8_t> bytes(std::min(count, m_size - offset));
    bytes.resize(readAt(offset, bytes));
    return bytes;
}

} // namespace core
