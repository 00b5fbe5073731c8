#include "core/files/exif_directories.h"

#include <algorithm>
#include <array>

/// Source: TIFF 6.0, section 2; Exif 2.32, section 4.6.
namespace core {
namespace {

using Bytes = std::vector<std::uint8_t>;

constexpr std::size_t entryBytes = 12;
constexpr std::size_t mostEntries = 1024; ///< of a directory; cameras write 50
constexpr int mostDirectories = 8; ///< also where they lead back to themselves
constexpr std::size_t mostBlock = 16 << 20;

bool isDirectory(std::uint32_t tag)
{
    constexpr std::array<std::uint32_t, 3> tags {0x8769, 0x8825, 0xA005};
    return std::ranges::find(tags, tag) != tags.end();
}

/// Strips, tiles, thumbnails, further directories: Exiv2 would look for what they lead to.
bool isOfPixels(std::uint32_t tag)
{
    constexpr std::array<std::uint32_t, 11> tags {
        0x111, 0x117, 0x120, 0x121, 0x142, 0x143, 0x144, 0x145, 0x14A, 0x201, 0x202};
    return std::ranges::find(tags, tag) != tags.end();
}

std::uint64_t mostBytesOf(std::uint32_t tag)
{
    constexpr std::array<std::uint32_t, 3> longer {0x2BC, 0x83BB, 0x8649}; // XMP, IPTC, Photoshop's
    return std::ranges::find(longer, tag) != longer.end() ? 4 << 20 : 64'000;
}

/// Of a value's type; 0: unknown.
std::uint64_t bytesOfType(std::uint32_t type)
{
    constexpr std::array<std::uint64_t, 14> bytes {0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4};
    return type < bytes.size() ? bytes[type] : 0;
}

/// Writes a block of its own from the directories of another one.
class Copy
{
public:
    Copy(const ByteFile &file, const Piece &piece, bool isBigEndian)
        : m_file(file)
        , m_piece(piece)
        , m_isBigEndian(isBigEndian)
    {
        m_block.resize(8);
    }

    Bytes block(std::uint64_t first)
    {
        const auto marks = bytesAt(0, 4);
        std::copy(marks.begin(), marks.end(), m_block.begin());
        put(4, copied(first), 4);
        return std::move(m_block);
    }

    std::uint32_t number(std::span<const std::uint8_t> bytes) const
    {
        std::uint32_t value = 0;
        for (std::size_t i = 0; i < bytes.size(); ++i)
            value = value << 8 | bytes[m_isBigEndian ? i : bytes.size() - 1 - i];
        return value;
    }

    Bytes bytesAt(std::uint64_t from, std::uint64_t count) const
    {
        const auto room = m_piece.bytes - std::min(from, m_piece.bytes);
        return m_file.bytesAt(m_piece.from + from, std::min(count, room));
    }

private:
    void put(std::size_t at, std::uint32_t value, std::size_t bytes)
    {
        for (std::size_t i = 0; i < bytes; ++i)
            m_block[at + i] =
                static_cast<std::uint8_t>(value >> 8 * (m_isBigEndian ? bytes - 1 - i : i));
    }

    /// Where the directory stands in the copy.
    std::uint32_t copied(std::uint64_t from)
    {
        ++m_directories;
        const auto count = std::min<std::uint64_t>(number(bytesAt(from, 2)), mostEntries);
        const auto entries = bytesAt(from + 2, count * entryBytes);
        std::vector<std::span<const std::uint8_t>> kept;
        for (std::size_t at = 0; at + entryBytes <= entries.size(); at += entryBytes) {
            const auto entry = std::span(entries).subspan(at, entryBytes);
            if (isKept(entry))
                kept.push_back(entry);
        }
        const auto directory = m_block.size();
        m_block.resize(directory + 2 + kept.size() * entryBytes + 4);
        put(directory, static_cast<std::uint32_t>(kept.size()), 2);
        for (std::size_t i = 0; i < kept.size(); ++i)
            copyEntry(kept[i], directory + 2 + i * entryBytes);
        return static_cast<std::uint32_t>(directory);
    }

    std::uint64_t bytesOf(std::span<const std::uint8_t> entry) const
    {
        return bytesOfType(number(entry.subspan(2, 2))) * number(entry.subspan(4, 4));
    }

    bool isKept(std::span<const std::uint8_t> entry) const
    {
        const auto tag = number(entry.first(2));
        return !isOfPixels(tag) && bytesOf(entry) <= mostBytesOf(tag);
    }

    /// What cannot be read, or is too much, leads nowhere in the copy: Exiv2 says so.
    void copyEntry(std::span<const std::uint8_t> entry, std::size_t at)
    {
        std::copy(entry.begin(), entry.end(), m_block.begin() + static_cast<std::ptrdiff_t>(at));
        const auto tag = number(entry.first(2));
        const auto place = number(entry.subspan(8, 4));
        constexpr std::uint32_t nowhere = 0xFFFFFFF0;
        if (isDirectory(tag)) {
            put(at + 8, m_directories < mostDirectories ? copied(place) : nowhere, 4);
            return;
        }
        const auto bytes = bytesOf(entry);
        if (bytes <= 4)
            return;
        const auto value = m_block.size() < mostBlock ? bytesAt(place, bytes) : Bytes();
        put(at + 8, value.size() == bytes ? static_cast<std::uint32_t>(m_block.size()) : nowhere, 4);
        m_block.insert(m_block.end(), value.begin(), value.end());
        m_block.resize(m_block.size() + m_block.size() % 2);
    }

    const ByteFile &m_file;
    Piece m_piece;
    bool m_isBigEndian;
    Bytes m_block;
    int m_directories = 0;
};

} // namespace

std::vector<std::uint8_t> exifDirectories(const ByteFile &file, const Piece &piece)
{
    const auto front = file.bytesAt(piece.from, std::min<std::uint64_t>(piece.bytes, 8));
    if (front.size() < 8 || front[0] != front[1] || (front[0] != 'I' && front[0] != 'M'))
        return {};
    Copy copy(file, piece, front[0] == 'M');
    if (copy.number(std::span(front).subspan(2, 2)) != 42)
        return {};
    return copy.block(copy.number(std::span(front).subspan(4, 4)));
}

} // namespace core
