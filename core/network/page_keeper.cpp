#include "core/network/page_keeper.h"

#include <c10/core/Allocator.h>
#include <c10/core/CPUAllocator.h>
#include <sys/mman.h>

#include <cstdlib>
#include <cstring>
#include <map>
#include <mutex>
#include <new>

namespace core {
namespace {

constexpr std::size_t headerSize = 64; // keeps the data aligned for AVX-512
constexpr std::size_t smallestKept = 4096;
constexpr std::size_t hugePage = std::size_t(2) << 20;

/// Stands before the bytes that a tensor gets.
struct Block
{
    std::size_t size = 0; // with this header
};

class PageKeeper final : public c10::Allocator
{
public:
    c10::DataPtr allocate(std::size_t bytes) override
    {
        if (bytes > SIZE_MAX / 2)
            throw std::bad_alloc();
        void *data = bytes == 0 ? nullptr : dataOf(take(bytes + headerSize));
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
        for (const auto &[size, block] : m_free)
            std::free(block);
        m_free.clear();
        m_keptBytes = 0;
    }

    std::size_t keptBytes()
    {
        const std::lock_guard lock(m_mutex);
        return m_keptBytes;
    }

private:
    static void *dataOf(Block *block) { return reinterpret_cast<std::byte *>(block) + headerSize; }
    static void giveBack(void *data);

    Block *take(std::size_t size)
    {
        if (Block *block = takeKept(size))
            return block;
        try {
            return freshBlock(size);
        } catch (const std::bad_alloc &) {
            release(); // what is kept may be what is missing
            return freshBlock(size);
        }
    }

    Block *takeKept(std::size_t size)
    {
        const std::lock_guard lock(m_mutex);
        const auto found = m_free.lower_bound(size);
        // A block far too large stays for a tensor that needs it.
        if (size < smallestKept || found == m_free.end() || found->first / 4 > size)
            return nullptr;
        Block *block = found->second;
        m_keptBytes -= found->first;
        m_free.erase(found);
        return block;
    }

    static Block *freshBlock(std::size_t size)
    {
        const std::size_t alignment = size >= hugePage ? hugePage : headerSize;
        const std::size_t granularity = size >= hugePage ? hugePage : headerSize;
        const std::size_t rounded = (size + granularity - 1) / granularity * granularity;
        void *memory = std::aligned_alloc(alignment, rounded);
        if (!memory)
            throw std::bad_alloc();
        if (rounded >= hugePage)
            madvise(memory, rounded, MADV_HUGEPAGE); // only a wish: without it pages are small
        return new (memory) Block {rounded};
    }

    void keep(Block *block)
    {
        if (block->size < smallestKept)
            return std::free(block);
        const std::lock_guard lock(m_mutex);
        m_free.emplace(block->size, block);
        m_keptBytes += block->size;
    }

    std::mutex m_mutex;
    std::multimap<std::size_t, Block *> m_free;
    std::size_t m_keptBytes = 0;
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
        keeper().keep(reinterpret_cast<Block *>(static_cast<std::byte *>(data) - headerSize));
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

std::size_t keptBytes()
{
    return keeper().keptBytes();
}

} // namespace core
