#pragma once

#include "core/files/huffman_code.h"

#include <bit>
#include <cstdint>
#include <cstring>

namespace core {

/// A symbol of deflate's with the bits that belong to it.
struct Token
{
    std::uint16_t symbol = 0;
    std::uint8_t extraBits = 0;
    std::uint8_t extra = 0;
};

/// Bits one after the other, the first one lowest, into room that is there already, with eight bytes
/// to spare.
class BitWriter
{
public:
    explicit BitWriter(std::uint8_t *to)
        : m_to(to)
    {
    }

    /// Any number of times while they come to at most 56 bits; then flush().
    void add(std::uint64_t bits, unsigned count)
    {
        m_word |= bits << m_count;
        m_count += count;
    }
    void add(const HuffmanCode &code) { add(code.bits, code.length); }
    void add(const Token &token, const HuffmanCode &code)
    {
        add(code);
        add(token.extra, token.extraBits);
    }

    /// Writes eight bytes, of which the next flush() overwrites those that are not full yet.
    void flush()
    {
        static_assert(std::endian::native == std::endian::little);
        std::memcpy(m_to, &m_word, sizeof m_word);
        m_to += m_count / 8;
        m_word >>= m_count / 8 * 8; // by 56 at most
        m_count %= 8;
    }

    /// Zeros until the byte is full; where the next one begins.
    std::uint8_t *fillByte()
    {
        m_count = (m_count + 7) / 8 * 8;
        flush();
        return m_to;
    }

private:
    std::uint8_t *m_to;
    std::uint64_t m_word = 0;
    unsigned m_count = 0;
};

} // namespace core
