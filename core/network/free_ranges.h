#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <utility>

namespace core {

/// The parts of an address space that nobody uses, as offsets. Neighbours are one range: what was
/// cut up into small parts can be had as a whole again once they are all given back.
class FreeRanges
{
public:
    /// The first bytes of the smallest range that holds `size`, the lowest of equal ones; nothing
    /// where there is none. size > 0.
    std::optional<std::size_t> take(std::size_t size);

    /// [first, first + size) overlaps no free range.
    void giveBack(std::size_t first, std::size_t size);

    /// Takes the whole range that ends at `end`: its size, 0 where there is none.
    std::size_t takeBefore(std::size_t end);

    /// First offset and size; both 0 where there is none.
    std::pair<std::size_t, std::size_t> largest() const;

    /// Takes [first, first + size), which lies within one free range.
    void cut(std::size_t first, std::size_t size);

    /// First offset -> size, rising.
    const std::map<std::size_t, std::size_t> &all() const { return m_byPlace; }

private:
    void insert(std::size_t first, std::size_t size);
    void erase(std::map<std::size_t, std::size_t>::iterator range);

    std::map<std::size_t, std::size_t> m_byPlace;
    std::set<std::pair<std::size_t, std::size_t>> m_bySize; // size, first
};

} // namespace core
