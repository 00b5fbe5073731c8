#include "core/network/address_space.h"

#include <sys/mman.h>

#include <cstdint>

namespace core {

AddressSpace::AddressSpace()
{
    for (std::size_t size = std::size_t(1) << 40; size >= std::size_t(1) << 32; size /= 4) {
        void *start = mmap(
            nullptr, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        if (start == MAP_FAILED)
            continue;
        const auto address = reinterpret_cast<std::uintptr_t>(start);
        m_start = static_cast<std::byte *>(start) + (roundedUp(address, unit) - address);
        m_size = size - unit;
        madvise(m_start, m_size, MADV_HUGEPAGE); // only a wish: without it pages are small
        return;
    }
}

bool AddressSpace::grow(std::size_t bytes)
{
    if (bytes > m_size - m_end || mprotect(m_start + m_end, bytes, PROT_READ | PROT_WRITE) != 0)
        return false;
    m_end += bytes;
    return true;
}

void AddressSpace::empty(std::size_t first, std::size_t size)
{
    constexpr std::size_t page = 4096;
    const std::size_t from = roundedUp(first, page);
    const std::size_t to = (first + size) / page * page;
    if (to > from)
        madvise(m_start + from, to - from, MADV_DONTNEED);
}

bool AddressSpace::move(std::size_t from, std::size_t to)
{
#ifdef MREMAP_DONTUNMAP
    constexpr int how = MREMAP_MAYMOVE | MREMAP_FIXED | MREMAP_DONTUNMAP;
    if (mremap(at(from), unit, unit, how, at(to)) != MAP_FAILED)
        return true;
    // Nobody else may have these addresses, should the system have given them up before it failed.
    mmap(at(to), unit, PROT_READ | PROT_WRITE,
        MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED, -1, 0);
    madvise(at(to), unit, MADV_HUGEPAGE);
#else
    static_cast<void>(from);
    static_cast<void>(to);
#endif
    return false;
}

} // namespace core
