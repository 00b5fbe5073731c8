#pragma once

#include "tests/fuzz/targets.h"

#include <sys/mman.h>
#include <unistd.h>

#include <cstdlib>
#include <string>

namespace fuzz {

/// A file without a disk.
class MemoryFile
{
public:
    explicit MemoryFile(Bytes bytes)
        : m_file(memfd_create("fuzz", 0))
    {
        if (m_file < 0
            || write(m_file, bytes.data(), bytes.size()) != static_cast<ssize_t>(bytes.size()))
            std::abort();
    }
    MemoryFile(const MemoryFile &) = delete;
    MemoryFile &operator=(const MemoryFile &) = delete;
    ~MemoryFile() { close(m_file); }
    std::string path() const { return "/proc/self/fd/" + std::to_string(m_file); }

private:
    int m_file = -1;
};

/// Ends the program where a promise is broken.
inline void promise(bool kept)
{
    if (!kept)
        std::abort();
}

} // namespace fuzz
