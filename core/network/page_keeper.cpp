#include "core/network/page_keeper.h"

#include "core/network/free_ranges.h"

#include <c10/core/Allocator.h>
#include <c10/core/CPUAllocator.h>
#include <malloc.h>
#include <sys/mman.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <new>

namespace core {
namespace {

constexpr std::size_t headerSize = 64; // keeps the data aligned for AVX-512
constexpr std::size_t smallestKept = 4096;
constexpr std::size_t hugePage = std::size_t(2) << 20;

constexpr std::size_t roundedUp(std::size_t size, std::size_t step)
{
    return (size + step - 1) / step * step;
}

/// Stands before the bytes that a tensor gets.
struct Block
{
    std::size_t size = 0; // with this header
};

/// Addresses without memory, from which memory grows upwards. Nothing where the system gives none.
class AddressSpace
{
public:
    AddressSpace()
    {
        for (std::size_t size = std::size_t(1) << 40; size >= std::size_t(1) << 32; size /= 4) {
            void *start = mmap(nullptr, size, PROT_NONE,
                MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
            if (start == MAP_FAILED)
                continue;
            const auto address = reinterpret_cast<std::uintptr_t>(start);
            const std::size_t unaligned = roundedUp(address, hugePage) - address;
            m_start = static_cast<std::byte *>(start) + unaligned;
            m_size = size - hugePage;
            madvise(m_start, m_size, MADV_HUGEPAGE); // only a wish: without it pages are small
            return;
        }
    }

    std::byte *at(std::size_t offset) const { return m_start + offset; }
    std::size_t offsetOf(const void *place) const
    {
        return std::size_t(static_cast<const std::byte *>(place) - m_start);
    }
    bool holds(const void *place) const { return place >= m_start && place < m_start + m_size; }

    /// Where memory ends.
    std::size_t end() const { return m_end; }

    /// False where the system has no more.
    bool grow(std::size_t bytes)
    {
        if (bytes > m_size - m_end
            || mprotect(m_start + m_end, bytes, PROT_READ | PROT_WRITE) != 0)
            return false;
        m_end += bytes;
        return true;
    }

    void shrink(std::size_t bytes) { m_end -= bytes; }

    /// The whole pages in that range lose what they hold, and are there again when touched.
    void empty(std::size_t first, std::size_t size)
    {
        constexpr std::size_t page = 4096;
        const std::size_t from = roundedUp(first, page);
        const std::size_t to = (first + size) / page * page;
        if (to > from)
            madvise(m_start + from, to - from, MADV_DONTNEED);
    }

private:
    std::byte *m_start = nullptr;
    std::size_t m_size = 0;
    std::size_t m_end = 0;
};

class PageKeeper final : public c10::Allocator
{
public:
    c10::DataPtr allocate(std::size_t bytes) override
    {
        if (bytes > SIZE_MAX / 2)
            throw std::bad_alloc();
        void *data = bytes == 0 ? nullptr : take(roundedUp(bytes + headerSize, headerSize));
        return {data, data, &PageKeeper::giveBack, c10::Device(c10::DeviceType::CPU)};
    }

    c10::DeleterFnPtr raw_deleter() const override { return &PageKeeper::giveBack; }
    void copy_data(void *to, const void *from, std::size_t count) const override
    {
        std::memcpy(to, from, count);
    }

    void release()
    {
        const std::lock_guard lock(m_mutex);
        for (const auto &[first, size] : m_kept.all()) {
            m_space.empty(first, size);
            m_emptied.giveBack(first, size);
        }
        m_kept = {};
        m_bytes.kept = 0;
        shrink();
        malloc_trim(0); // freed alone, most small blocks would stay with this process
    }

    TensorBytes bytes()
    {
        const std::lock_guard lock(m_mutex);
        return m_bytes;
    }

    void forgetMost()
    {
        const std::lock_guard lock(m_mutex);
        m_bytes.mostHeld = m_bytes.held;
    }

private:
    static void giveBack(void *data);

    void *take(std::size_t size)
    {
        const std::lock_guard lock(m_mutex);
        auto *block = size < smallestKept ? std::aligned_alloc(headerSize, size) : takeRange(size);
        if (!block)
            throw std::bad_alloc();
        m_bytes.held += size;
        m_bytes.mostHeld = std::max(m_bytes.mostHeld, m_bytes.held);
        return reinterpret_cast<std::byte *>(new (block) Block {size}) + headerSize;
    }

    /// Pages that are there come first. New ones only follow the last: were they mapped in the gaps
    /// between a network's weights, a pass would be scattered over them and find no room for its
    /// large tensors.
    void *takeRange(std::size_t size)
    {
        auto place = m_kept.take(size);
        if (!place && grown(size))
            place = m_kept.take(size);
        if (!place) {
            place = m_emptied.take(size);
            m_bytes.kept += place ? size : 0;
        }
        if (!place)
            return nullptr;
        m_bytes.kept -= size;
        return m_space.at(*place);
    }

    /// The last kept range then holds `size`; false where memory cannot grow.
    bool grown(std::size_t size)
    {
        const std::size_t end = m_space.end();
        const std::size_t last = m_kept.takeBefore(end);
        const std::size_t growth = roundedUp(size - last, hugePage);
        const bool grows = m_space.grow(growth);
        if (grows)
            m_bytes.kept += growth;
        if (last + (grows ? growth : 0) > 0)
            m_kept.giveBack(end - last, last + (grows ? growth : 0));
        return grows;
    }

    /// What is empty after the last tensor is no longer memory.
    void shrink()
    {
        const std::size_t end = m_space.end();
        const std::size_t used = end - m_emptied.takeBefore(end);
        const std::size_t newEnd = roundedUp(used, hugePage);
        m_space.shrink(end - newEnd);
        if (newEnd > used)
            m_emptied.giveBack(used, newEnd - used);
    }

    void giveBack(Block *block)
    {
        const std::lock_guard lock(m_mutex);
        const std::size_t size = block->size;
        m_bytes.held -= size;
        if (!m_space.holds(block))
            return std::free(block);
        m_bytes.kept += size;
        m_kept.giveBack(m_space.offsetOf(block), size);
    }

    std::mutex m_mutex;
    AddressSpace m_space;
    FreeRanges m_kept;
    FreeRanges m_emptied; // addresses alone: used again only where there are no others
    TensorBytes m_bytes;
};

/// Never destroyed: tensors in static variables outlive everything else.
PageKeeper &keeper()
{
    static auto *const instance = new PageKeeper;
    return *instance;
}

void PageKeeper::giveBack(void *data)
{
    if (data)
        keeper().giveBack(
            reinterpret_cast<Block *>(static_cast<std::byte *>(data) - headerSize));
}

} // namespace

void keepPages()
{
    static const bool installed = [] {
        c10::SetCPUAllocator(&keeper(), 1);
        return true;
    }();
    static_cast<void>(installed);
}

void releaseKeptPages()
{
    keeper().release();
}

TensorBytes tensorBytes()
{
    return keeper().bytes();
}

void forgetMostTensorBytes()
{
    keeper().forgetMost();
}

} // namespace core
