#include "core/network/zip_reader.h"

#include <algorithm>
#include <array>
#include <system_error>

// Field offsets and signatures: PKWARE APPNOTE 6.3, sections 4.3.7 (local header), 4.3.12
// (directory), 4.3.16 (end).
namespace core {
namespace {

constexpr std::uint32_t localSignature = 0x04034b50;
constexpr std::uint32_t directorySignature = 0x02014b50;
constexpr std::uint32_t endSignature = 0x06054b50;
constexpr std::size_t localSize = 30;
constexpr std::size_t directorySize = 46;
constexpr std::size_t endSize = 22;
constexpr std::size_t longestComment = 0xffff;

tl::unexpected<Error> damaged(const std::string &what)
{
    return fail(Error::Code::ModelMismatch, "model file: " + what);
}

std::uint32_t littleEndian(const std::vector<std::byte> &bytes, std::size_t offset, int count)
{
    std::uint32_t value = 0;
    for (int i = 0; i < count; ++i)
        value |= std::to_integer<std::uint32_t>(bytes[offset + std::size_t(i)]) << (8 * i);
    return value;
}

using ChecksumTables = std::array<std::array<std::uint32_t, 256>, 8>;

constexpr ChecksumTables checksumTables()
{
    ChecksumTables tables {};
    for (std::uint32_t i = 0; i < 256; ++i) {
        std::uint32_t value = i;
        for (int bit = 0; bit < 8; ++bit)
            value = (value >> 1) ^ (value & 1 ? 0xedb88320U : 0U);
        tables[0][i] = value;
    }
    for (std::size_t t = 1; t < 8; ++t)
        for (std::size_t i = 0; i < 256; ++i)
            tables[t][i] = (tables[t - 1][i] >> 8) ^ tables[0][tables[t - 1][i] & 0xff];
    return tables;
}

/// CRC-32 (IEEE 802.3), eight bytes a step: 350 MB of weights are checked in a fraction of a
/// second.
std::uint32_t checksumOf(const std::vector<std::byte> &bytes)
{
    static constexpr ChecksumTables tables = checksumTables();
    std::uint32_t crc = 0xffffffffU;
    std::size_t i = 0;
    for (; i + 8 <= bytes.size(); i += 8) {
        const std::uint32_t low = crc ^ littleEndian(bytes, i, 4);
        const std::uint32_t high = littleEndian(bytes, i + 4, 4);
        crc = tables[7][low & 0xff] ^ tables[6][(low >> 8) & 0xff] ^ tables[5][(low >> 16) & 0xff]
            ^ tables[4][low >> 24] ^ tables[3][high & 0xff] ^ tables[2][(high >> 8) & 0xff]
            ^ tables[1][(high >> 16) & 0xff] ^ tables[0][high >> 24];
    }
    for (; i < bytes.size(); ++i)
        crc = (crc >> 8) ^ tables[0][(crc ^ std::to_integer<std::uint32_t>(bytes[i])) & 0xff];
    return ~crc;
}

} // namespace

bool isLegacy(const std::vector<std::byte> &start)
{
    // A pickled magic number stands first.
    constexpr std::array<unsigned, 6> magic {0x80, 0x02, 0x8a, 0x0a, 0x6c, 0xfc};
    return start.size() >= magic.size()
        && std::equal(magic.begin(), magic.end(), start.begin(),
            [](unsigned m, std::byte b) { return m == std::to_integer<unsigned>(b); });
}

ZipReader::ZipReader(std::ifstream stream, std::uint64_t fileSize)
    : m_stream(std::move(stream))
    , m_fileSize(fileSize)
{
}

Result<ZipReader> ZipReader::open(const std::filesystem::path &file)
{
    std::error_code problem;
    if (!std::filesystem::exists(file, problem))
        return fail(Error::Code::ModelMissing, "no file " + file.string());
    if (!std::filesystem::is_regular_file(file, problem))
        return damaged("not a regular file: " + file.string());
    const auto size = std::filesystem::file_size(file, problem);
    std::ifstream stream(file, std::ios::binary);
    if (problem || !stream)
        return fail(Error::Code::ModelMissing, "cannot open " + file.string());

    ZipReader reader(std::move(stream), size);
    if (auto read = reader.readDirectory(); !read)
        return tl::unexpected(read.error());
    return reader;
}

Result<std::vector<std::byte>> ZipReader::bytesAt(std::uint64_t offset, std::uint64_t size)
{
    if (offset > m_fileSize || size > m_fileSize - offset)
        return damaged("cut short");
    std::vector<std::byte> bytes(size);
    m_stream.clear();
    m_stream.seekg(std::streamoff(offset));
    m_stream.read(reinterpret_cast<char *>(bytes.data()), std::streamsize(size));
    if (!m_stream || std::uint64_t(m_stream.gcount()) != size)
        return damaged("cut short or unreadable");
    return bytes;
}

Result<> ZipReader::readDirectory()
{
    const auto start = bytesAt(0, std::min<std::uint64_t>(m_fileSize, 16));
    if (start && isLegacy(*start))
        return damaged("written by a PyTorch before 1.6; save it again with a newer one");
    const std::uint64_t tailSize = std::min<std::uint64_t>(m_fileSize, endSize + longestComment);
    const auto tail = bytesAt(m_fileSize - tailSize, tailSize);
    if (!tail)
        return tl::unexpected(tail.error());

    for (std::size_t at = tail->size(); at-- > 0;) {
        if (at + endSize > tail->size() || littleEndian(*tail, at, 4) != endSignature)
            continue;
        const std::uint32_t count = littleEndian(*tail, at + 10, 2);
        const std::uint32_t size = littleEndian(*tail, at + 12, 4);
        const std::uint32_t offset = littleEndian(*tail, at + 16, 4);
        if (count == 0xffff || size == 0xffffffffU || offset == 0xffffffffU)
            return damaged("archives of 4 GiB or 65535 entries are not supported");
        const auto directory = bytesAt(offset, size);
        if (!directory)
            return tl::unexpected(directory.error());
        return addEntries(*directory, count);
    }
    return damaged("not a PyTorch checkpoint, or cut short");
}

Result<> ZipReader::addEntries(const std::vector<std::byte> &directory, std::size_t count)
{
    std::size_t at = 0;
    for (std::size_t i = 0; i < count; ++i) {
        if (directory.size() - at < directorySize
            || littleEndian(directory, at, 4) != directorySignature)
            return damaged("broken table of contents");
        const std::size_t nameSize = littleEndian(directory, at + 28, 2);
        const std::size_t rest =
            littleEndian(directory, at + 30, 2) + littleEndian(directory, at + 32, 2);
        if (directory.size() - at - directorySize < nameSize + rest)
            return damaged("broken table of contents");
        const auto *name = reinterpret_cast<const char *>(directory.data()) + at + directorySize;
        const ZipEntry entry {.headerOffset = littleEndian(directory, at + 42, 4),
            .size = littleEndian(directory, at + 24, 4),
            .checksum = littleEndian(directory, at + 16, 4)};
        const bool encrypted = littleEndian(directory, at + 8, 2) & 1;
        const bool stored = littleEndian(directory, at + 10, 2) == 0
            && littleEndian(directory, at + 20, 4) == entry.size;
        if (encrypted || !stored)
            return damaged("compressed or encrypted entry " + std::string(name, nameSize));
        if (!m_entries.emplace(std::string(name, nameSize), entry).second)
            return damaged("two entries named " + std::string(name, nameSize));
        at += directorySize + nameSize + rest;
    }
    return {};
}

Result<std::vector<std::byte>> ZipReader::read(const std::string &name)
{
    const auto found = m_entries.find(name);
    if (found == m_entries.end())
        return damaged("no entry " + name);
    const ZipEntry &entry = found->second;
    const auto header = bytesAt(entry.headerOffset, localSize);
    if (!header)
        return tl::unexpected(header.error());
    if (littleEndian(*header, 0, 4) != localSignature)
        return damaged("broken header of " + name);
    const std::uint64_t skip =
        localSize + littleEndian(*header, 26, 2) + littleEndian(*header, 28, 2);
    auto bytes = bytesAt(entry.headerOffset + skip, entry.size);
    if (bytes && checksumOf(*bytes) != entry.checksum)
        return damaged("wrong checksum of " + name);
    return bytes;
}

} // namespace core
