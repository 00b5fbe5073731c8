#pragma once

#include "core/result.h"

#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <span>
#include <vector>

namespace core {

/// A file opened for reading at any place. Never mapped: a file that is cut short while it is read
/// must end in an error, not in a signal.
class ByteFile
{
public:
    /// Errors: FileMissing; FileUnreadable (a directory, a device, no permission).
    static Result<ByteFile> open(const std::filesystem::path &file);

    /// As it was when opened.
    std::uint64_t size() const { return m_size; }

    /// Fills `bytes` from `offset`; returns how many there were, fewer only at the file's end.
    std::size_t readAt(std::uint64_t offset, std::span<std::uint8_t> bytes) const;

    /// True where all of `bytes` could be read.
    bool fills(std::uint64_t offset, std::span<std::uint8_t> bytes) const
    {
        return readAt(offset, bytes) == bytes.size();
    }

    /// At most `count` bytes from `offset`; never allocates more than the file holds.
    std::vector<std::uint8_t> bytesAt(std::uint64_t offset, std::uint64_t count) const;

    /// For libraries that read a C stream. Owned by this object.
    std::FILE *stream() const { return m_stream.get(); }

private:
    struct Closer
    {
        void operator()(std::FILE *stream) const { std::fclose(stream); }
    };
    std::unique_ptr<std::FILE, Closer> m_stream;
    std::uint64_t m_size = 0;
};

} // namespace core
