#pragma once

#include "core/result.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <vector>

namespace core {

/// Whether a file begins as those of PyTorch before 1.6 do, which are no archives.
bool isLegacy(const std::vector<std::byte> &start);

/// One file inside a ZIP archive.
struct ZipEntry
{
    std::uint64_t headerOffset = 0; ///< of its local header, bytes from the start of the archive
    std::uint64_t size = 0; ///< bytes
    std::uint32_t checksum = 0; ///< CRC-32 of its bytes
};

/// Reads archives as PyTorch writes them: entries stored without compression, below 4 GiB, not
/// encrypted, not split. Everything the archive says about itself is checked against the file
/// before it is used. Errors of every function: ModelMismatch, with what is wrong; OutOfMemory is
/// thrown as std::bad_alloc.
class ZipReader
{
public:
    /// Reads the archive's table of contents. Other errors: ModelMissing (not there or not to be
    /// opened).
    static Result<ZipReader> open(const std::filesystem::path &file);

    /// By name.
    const std::map<std::string, ZipEntry> &entries() const { return m_entries; }

    /// Bytes of the whole archive.
    std::uint64_t fileSize() const { return m_fileSize; }

    /// The bytes of the entry of that name, checked against its CRC-32.
    Result<std::vector<std::byte>> read(const std::string &name);

private:
    ZipReader(std::ifstream stream, std::uint64_t fileSize);
    Result<std::vector<std::byte>> bytesAt(std::uint64_t offset, std::uint64_t size);
    Result<> readDirectory();
    Result<> addEntries(const std::vector<std::byte> &directory, std::size_t count);

    std::ifstream m_stream;
    std::uint64_t m_fileSize = 0;
    std::map<std::string, ZipEntry> m_entries;
};

} // namespace core
