#include "core/files/deflate_head.h"

#include "core/files/deflate_format.h"

#include <algorithm>
#include <array>
#include <span>

namespace core {

namespace {

constexpr int longestLengthCode = 7;

/// Code lengths as a block's head says them (RFC 1951, 3.2.7): repeated ones in one symbol.
std::vector<Token> tokensOf(std::span<const std::uint8_t> lengths)
{
    std::vector<Token> tokens;
    for (std::size_t i = 0; i < lengths.size();) {
        const std::uint8_t length = lengths[i];
        std::size_t left = 0;
        for (; i < lengths.size() && lengths[i] == length; ++i)
            ++left;
        const auto repeat = [&](std::uint16_t symbol, int bits, std::size_t least, std::size_t most) {
            const std::size_t some = std::min(left, most);
            tokens.push_back({symbol, static_cast<std::uint8_t>(bits),
                static_cast<std::uint8_t>(some - least)});
            left -= some;
        };
        if (length != 0) {
            tokens.push_back({length});
            --left;
        }
        while (left >= 3) {
            if (length != 0)
                repeat(16, 2, 3, 6);
            else if (left < 11)
                repeat(17, 3, 3, 10);
            else
                repeat(18, 7, 11, 138);
        }
        for (; left > 0; --left)
            tokens.push_back({length});
    }
    return tokens;
}

} // namespace

void writeBlockHead(BitWriter &writer, std::vector<std::uint8_t> lengths)
{
    const std::size_t distances = 2; // one is used; two of a bit are a whole code, as some demand
    while (lengths.back() == 0)
        lengths.pop_back();
    const std::size_t literals = lengths.size();
    lengths.insert(lengths.end(), distances, 1);
    const auto tokens = tokensOf(lengths);
    std::array<std::uint32_t, codeLengthOrder.size()> counts {};
    for (const Token &token : tokens)
        ++counts[token.symbol];
    const auto ownLengths = codeLengths(counts, longestLengthCode);
    const auto codes = codesOf(ownLengths);
    std::size_t used = codeLengthOrder.size();
    while (ownLengths[codeLengthOrder[used - 1]] == 0)
        --used;

    writer.add(0, 1); // another block follows
    writer.add(2, 2); // with codes of its own
    writer.add(literals - 257, 5);
    writer.add(distances - 1, 5);
    writer.add(used - 4, 4);
    for (std::size_t i = 0; i < used; ++i) {
        writer.flush();
        writer.add(ownLengths[codeLengthOrder[i]], 3);
    }
    for (const Token &token : tokens) {
        writer.flush();
        writer.add(token, codes[token.symbol]);
    }
    writer.flush();
}

} // namespace core
