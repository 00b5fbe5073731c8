#include "core/network/free_ranges.h"

#include <iterator>

namespace core {

std::optional<std::size_t> FreeRanges::take(std::size_t size)
{
    const auto found = m_bySize.lower_bound({size, 0});
    if (found == m_bySize.end())
        return std::nullopt;
    const auto [whole, first] = *found;
    erase(m_byPlace.find(first));
    if (whole > size)
        insert(first + size, whole - size);
    return first;
}

void FreeRanges::giveBack(std::size_t first, std::size_t size)
{
    const auto after = m_byPlace.lower_bound(first);
    if (after != m_byPlace.begin()) {
        const auto before = std::prev(after);
        if (before->first + before->second == first) {
            first = before->first;
            size += before->second;
            erase(before);
        }
    }
    if (after != m_byPlace.end() && after->first == first + size) {
        size += after->second;
        erase(after);
    }
    insert(first, size);
}

std::size_t FreeRanges::takeBefore(std::size_t end)
{
    const auto after = m_byPlace.lower_bound(end);
    if (after == m_byPlace.begin())
        return 0;
    const auto last = std::prev(after);
    const std::size_t size = last->second;
    if (last->first + size != end)
        return 0;
    erase(last);
    return size;
}

std::pair<std::size_t, std::size_t> FreeRanges::largest() const
{
    if (m_bySize.empty())
        return {};
    const auto [size, first] = *m_bySize.rbegin();
    return {first, size};
}

void FreeRanges::cut(std::size_t first, std::size_t size)
{
    const auto around = std::prev(m_byPlace.upper_bound(first));
    const auto [start, whole] = *around;
    erase(around);
    if (first > start)
        insert(start, first - start);
    if (start + whole > first + size)
        insert(first + size, start + whole - (first + size));
}

void FreeRanges::insert(std::size_t first, std::size_t size)
{
    m_byPlace.emplace(first, size);
    m_bySize.emplace(size, first);
}

void FreeRanges::erase(std::map<std::size_t, std::size_t>::iterator range)
{
    m_bySize.erase({range->second, range->first});
    m_byPlace.erase(range);
}

} // namespace core
