#include "core/network/pickle_bytes.h"

namespace core {

unsigned char PickleBytes::byte()
{
    if (m_at >= m_bytes.size())
        throw PickleProblem {"pickle cut short"};
    return std::to_integer<unsigned char>(m_bytes[m_at++]);
}

std::uint64_t PickleBytes::number(int bytes)
{
    std::uint64_t value = 0;
    for (int i = 0; i < bytes; ++i)
        value |= std::uint64_t(byte()) << (8 * i);
    return value;
}

std::int64_t PickleBytes::longNumber()
{
    const int count = byte();
    if (count > 8)
        throw PickleProblem {"a number over 64 bits"};
    std::uint64_t value = number(count);
    if (count > 0 && count < 8 && (value >> (8 * count - 1)) != 0)
        value |= ~std::uint64_t(0) << (8 * count); // sign
    return std::int64_t(value);
}

std::string PickleBytes::text(std::size_t bytes)
{
    if (bytes > m_bytes.size() - m_at)
        throw PickleProblem {"pickle cut short"};
    const char *first = reinterpret_cast<const char *>(m_bytes.data()) + m_at;
    m_at += bytes;
    return {first, bytes};
}

std::string PickleBytes::line()
{
    std::string all;
    for (auto c = char(byte()); c != '\n'; c = char(byte()))
        all.push_back(c);
    return all;
}

} // namespace core
