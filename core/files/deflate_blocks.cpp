#include "core/files/deflate_blocks.h"

#include "core/files/deflate_format.h"
#include "core/files/huffman_code.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <vector>

namespace core {

namespace {

/// Bits one after the other. Past the end there are zeros; isPast() tells.
class BitReader
{
public:
    explicit BitReader(std::span<const std::uint8_t> bytes)
        : m_bytes(bytes)
    {
    }

    std::size_t place() const { return m_place; }
    bool isPast() const { return m_place > m_bytes.size() * 8; }
    void skip(std::size_t bits) { m_place += bits; }

    /// The next bits, at least 56 of them, the first one lowest.
    std::uint64_t ahead() const
    {
        const std::size_t byte = m_place / 8;
        std::uint64_t word = 0;
        if (byte + 8 <= m_bytes.size())
            std::memcpy(&word, m_bytes.data() + byte, 8);
        else if (byte < m_bytes.size())
            std::memcpy(&word, m_bytes.data() + byte, m_bytes.size() - byte);
        static_assert(std::endian::native == std::endian::little);
        return word >> (m_place % 8);
    }

    std::uint32_t take(int bits)
    {
        const auto value = static_cast<std::uint32_t>(ahead() & ((1U << bits) - 1));
        m_place += static_cast<std::size_t>(bits);
        return value;
    }

private:
    std::span<const std::uint8_t> m_bytes;
    std::size_t m_place = 0;
};

/// What a code of a Huffman table stands for.
struct Code
{
    std::uint16_t symbol = 0;
    std::uint8_t length = 0; ///< bits; 0: no such code
    std::uint8_t extra = 0; ///< bits that follow it and belong to it
};

using Lengths = std::vector<std::uint8_t>;

/// Codes by the next bits, as many as the longest has.
class HuffmanTable
{
public:
    template <typename ExtraBits>
    HuffmanTable(const Lengths &lengths, ExtraBits extraOf)
        : m_codes(std::size_t(1) << std::max<int>(1, *std::ranges::max_element(lengths)))
    {
        const auto codes = codesOf(lengths);
        for (std::size_t symbol = 0; symbol < codes.size(); ++symbol)
            if (codes[symbol].length > 0)
                put(codes[symbol],
                    {.symbol = static_cast<std::uint16_t>(symbol),
                        .length = codes[symbol].length,
                        .extra = extraOf(symbol)});
    }

    const Code &at(std::uint64_t bits) const { return m_codes[bits & (m_codes.size() - 1)]; }

private:
    void put(const HuffmanCode &code, const Code &what)
    {
        for (std::size_t i = code.bits; i < m_codes.size(); i += std::size_t(1) << code.length)
            m_codes[i] = what;
    }

    std::vector<Code> m_codes;
};

/// Extra bits of a literal or length symbol, and of a distance symbol (RFC 1951, 3.2.5).
std::uint8_t extraOfLength(std::size_t symbol)
{
    return symbol < 265 || symbol >= 285 ? 0 : static_cast<std::uint8_t>((symbol - 261) / 4);
}

std::uint8_t extraOfDistance(std::size_t symbol)
{
    return symbol < 4 ? 0 : static_cast<std::uint8_t>((symbol - 2) / 2);
}

std::uint8_t noExtra(std::size_t)
{
    return 0;
}

bool passStored(BitReader &bits)
{
    bits.skip((8 - bits.place() % 8) % 8);
    const std::uint32_t count = bits.take(16);
    if ((count ^ bits.take(16)) != 0xFFFF)
        return false;
    bits.skip(std::size_t(count) * 8);
    return !bits.isPast();
}

bool passCodes(BitReader &bits, const Lengths &literals, const Lengths &distances)
{
    const HuffmanTable literalTable(literals, extraOfLength);
    const HuffmanTable distanceTable(distances, extraOfDistance);
    while (!bits.isPast()) {
        const std::uint64_t word = bits.ahead();
        const Code &code = literalTable.at(word);
        std::size_t used = std::size_t(code.length) + code.extra;
        if (code.symbol > endOfBlock) {
            const Code &distance = distanceTable.at(word >> used);
            if (distance.length == 0)
                return false;
            used += std::size_t(distance.length) + distance.extra;
        }
        bits.skip(used);
        if (code.length == 0)
            return false;
        if (code.symbol == endOfBlock)
            return !bits.isPast();
    }
    return false;
}

bool passFixed(BitReader &bits)
{
    Lengths literals(288, 8);
    std::fill(literals.begin() + 144, literals.begin() + 256, 9);
    std::fill(literals.begin() + 256, literals.begin() + 280, 7);
    return passCodes(bits, literals, Lengths(30, 5));
}

/// RFC 1951, 3.2.7.
bool passDynamic(BitReader &bits)
{
    const std::size_t literalCount = bits.take(5) + 257;
    const std::size_t distanceCount = bits.take(5) + 1;
    const std::size_t lengthCount = bits.take(4) + 4;
    Lengths ownLengths(codeLengthOrder.size());
    for (std::size_t i = 0; i < lengthCount; ++i)
        ownLengths[codeLengthOrder[i]] = static_cast<std::uint8_t>(bits.take(3));
    const HuffmanTable table(ownLengths, noExtra);

    Lengths lengths;
    while (lengths.size() < literalCount + distanceCount && !bits.isPast()) {
        const Code &code = table.at(bits.ahead());
        if (code.length == 0)
            return false;
        bits.skip(code.length);
        if (code.symbol < 16)
            lengths.push_back(static_cast<std::uint8_t>(code.symbol));
        else if (code.symbol == 16 && lengths.empty())
            return false;
        else if (code.symbol == 16)
            lengths.insert(lengths.end(), 3 + bits.take(2), std::uint8_t(lengths.back()));
        else
            lengths.insert(
                lengths.end(), code.symbol == 17 ? 3 + bits.take(3) : 11 + bits.take(7), 0);
    }
    if (lengths.size() != literalCount + distanceCount)
        return false;
    const auto middle = lengths.begin() + std::ptrdiff_t(literalCount);
    return passCodes(bits, Lengths(lengths.begin(), middle), Lengths(middle, lengths.end()));
}

bool passBlock(BitReader &bits)
{
    switch (bits.take(2)) {
    case 0:
        return passStored(bits);
    case 1:
        return passFixed(bits);
    case 2:
        return passDynamic(bits);
    default:
        return false;
    }
}

} // namespace

std::optional<DeflateBlock> lastBlockOf(std::span<const std::uint8_t> stream)
{
    BitReader bits(stream);
    for (;;) {
        const std::size_t start = bits.place();
        const bool isLast = bits.take(1) == 1;
        if (!passBlock(bits))
            return std::nullopt;
        if (isLast)
            return DeflateBlock {.start = start, .end = bits.place()};
    }
}

} // namespace core
