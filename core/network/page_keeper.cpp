#include "core/network/page_keeper.h"

#include "core/network/address_space.h"
#include "core/network/free_ranges.h"

#include <c10/core/Allocator.h>
#include <c10/core/CPUAllocator.h>
#include <malloc.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <new>

namespace core {
namespace {

constexpr std::size_t headerSize = 64; // keeps the data aligned for AVX-512
constexpr std::size_t smallestKept = 4096;
constexpr std::size_t unit = AddressSpace::unit;

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
        for (const auto &[first, size] : m_left.all())
            m_emptied.giveBack(first, size);
        m_kept = {};
        m_left = {};
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
        const bool isKept = size >= smallestKept && m_space.isThere();
        auto *block = isKept ? takeRange(size) : std::aligned_alloc(headerSize, size);
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

    /// Some kept range then holds `size`; false where memory cannot grow.
    bool grown(std::size_t size)
    {
        const std::size_t whole = roundedUp(size, unit);
        if (const auto place = m_left.take(whole)) {
            keepMore(*place, 0, whole);
            return true;
        }
        const std::size_t end = m_space.end();
        const std::size_t last = m_kept.takeBefore(end);
        const std::size_t growth = roundedUp(size - last, unit);
        const bool grows = m_space.grow(growth);
        if (grows)
            keepMore(end - last, last, growth);
        else if (last > 0)
            m_kept.giveBack(end - last, last);
        return grows;
    }

    /// A kept range of `there` bytes with pages and `more` that get some: those of other kept ranges
    /// first, so that what is too small for this tensor does not lie idle, then new ones.
    void keepMore(std::size_t first, std::size_t there, std::size_t more)
    {
        m_bytes.kept += more - gathered(first + there, more);
        m_kept.giveBack(first, there + more);
    }

    /// How many bytes from `to` on have got pages of kept ranges, the largest first.
    std::size_t gathered(std::size_t to, std::size_t wanted)
    {
        std::size_t done = 0;
        while (done < wanted) {
            const auto [first, size] = m_kept.largest();
            const std::size_t from = roundedUp(first, unit);
            if (from + unit > first + size || !m_space.move(from, to + done))
                break;
            m_kept.cut(from, unit);
            m_left.giveBack(from, unit);
            done += unit;
        }
        return done;
    }

    /// What is empty after the last tensor is no longer memory.
    void shrink()
    {
        const std::size_t end = m_space.end();
        const std::size_t used = end - m_emptied.takeBefore(end);
        const std::size_t newEnd = roundedUp(used, unit);
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
    FreeRanges m_left; // addresses whose pages were gathered elsewhere, in whole units
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
