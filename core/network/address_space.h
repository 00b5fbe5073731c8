#pragma once

#include <cstddef>

namespace core {

/// The smallest multiple of `step` that is not below `size`.
constexpr std::size_t roundedUp(std::size_t size, std::size_t step)
{
    return (size + step - 1) / step * step;
}

/// Addresses without memory, from which memory grows upwards. Offsets are bytes from its start.
class AddressSpace
{
public:
    /// What memory grows and moves by: a huge page.
    static constexpr std::size_t unit = std::size_t(2) << 20;

    AddressSpace();

    /// False where the system gives no addresses.
    bool isThere() const { return m_start; }

    std::byte *at(std::size_t offset) const { return m_start + offset; }
    std::size_t offsetOf(const void *place) const
    {
        return std::size_t(static_cast<const std::byte *>(place) - m_start);
    }
    bool holds(const void *place) const { return place >= m_start && place < m_start + m_size; }

    /// Where memory ends.
    std::size_t end() const { return m_end; }

    /// False where the system has no more.
    bool grow(std::size_t bytes);
    void shrink(std::size_t bytes) { m_end -= bytes; }

    /// The whole pages in that range lose what they hold, and are there again when touched.
    void empty(std::size_t first, std::size_t size);

    /// The pages of the unit at `from` are then those of the unit at `to`, whose own are gone; at
    /// `from` there are none until it is touched. No byte is copied. False, and nothing has
    /// happened, where the system cannot (Linux before 5.7).
    bool move(std::size_t from, std::size_t to);

private:
    std::byte *m_start = nullptr;
    std::size_t m_size = 0;
    std::size_t m_end = 0;
};

} // namespace core
