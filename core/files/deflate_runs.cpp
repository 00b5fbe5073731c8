#include "core/files/deflate_runs.h"

#include "core/files/deflate_format.h"
#include "core/files/deflate_head.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

namespace core {

namespace {

using Bytes = std::vector<std::uint8_t>;

// Source: RFC 1951, sections 3.2.5 to 3.2.7.
constexpr std::size_t lengthCodes = 29;
constexpr std::size_t symbols = endOfBlock + 1 + lengthCodes;
constexpr std::size_t shortestMatch = 3;
constexpr std::size_t longestMatch = 258;
constexpr int longestCode = 14; // 15 are allowed: four of 14 fit into a word

constexpr std::size_t blockBytes = 1 << 16; // each with codes of its own

Token tokenOfLength(std::size_t length)
{
    if (length == longestMatch)
        return {.symbol = symbols - 1};
    const auto rest = static_cast<std::uint32_t>(length - shortestMatch);
    if (rest < 8)
        return {.symbol = static_cast<std::uint16_t>(endOfBlock + 1 + rest)};
    const auto extraBits = static_cast<std::uint32_t>(std::bit_width(rest) - 3);
    const std::uint32_t code = 4 * extraBits + (rest >> extraBits);
    return {.symbol = static_cast<std::uint16_t>(endOfBlock + 1 + code),
        .extraBits = static_cast<std::uint8_t>(extraBits),
        .extra = static_cast<std::uint8_t>(rest & ((1U << extraBits) - 1))};
}

/// Bytes that are all equal to the one before them.
struct Run
{
    std::size_t from = 0;
    std::size_t end = 0;
};

/// The runs within [from, end) that hold eight equal bytes at a place that is looked at: all of 16
/// bytes, and some shorter ones.
std::vector<Run> runsIn(std::span<const std::uint8_t> bytes, std::size_t from, std::size_t end)
{
    std::vector<Run> runs;
    std::size_t free = from; // no run reaches further
    for (std::size_t at = from; at + 8 <= end;) {
        std::uint64_t word = 0;
        std::memcpy(&word, bytes.data() + at, sizeof word);
        if (word != std::rotl(word, 8)) {
            at += 8;
            continue;
        }
        const std::uint8_t value = bytes[at];
        std::size_t first = at;
        while (first > free && bytes[first - 1] == value)
            --first;
        if (first == 0 || bytes[first - 1] != value)
            ++first; // what the others are equal to
        const auto rest = bytes.subspan(at, end - at);
        const auto other = std::ranges::find_if(rest, [value](auto byte) { return byte != value; });
        at += static_cast<std::size_t>(other - rest.begin());
        runs.push_back({first, at});
        free = at;
    }
    return runs;
}

/// Calls use(length) for the matches that make up a run: none is too short.
template <typename Use>
void forEachMatch(const Run &run, const Use &use)
{
    std::size_t left = run.end - run.from;
    while (left > longestMatch) {
        const std::size_t length = std::min(longestMatch, left - shortestMatch);
        use(length);
        left -= length;
    }
    use(left);
}

/// Calls literals(from, end) and match(length) for [from, end) in order.
template <typename Literals, typename Match>
void forEachPiece(std::size_t from, std::size_t end, const std::vector<Run> &runs,
    const Literals &literals, const Match &match)
{
    for (const Run &run : runs) {
        literals(from, run.from);
        forEachMatch(run, match);
        from = run.end;
    }
    literals(from, end);
}

using Counts = std::array<std::uint32_t, symbols>;

Counts countsOf(std::span<const std::uint8_t> bytes, std::size_t from, std::size_t end,
    const std::vector<Run> &runs)
{
    // Of four neighbours each has a table: equal ones do not wait for each other.
    std::array<std::array<std::uint32_t, 256>, 4> tables {};
    Counts counts {};
    forEachPiece(
        from, end, runs,
        [&](std::size_t i, std::size_t to) {
            for (; i + 4 <= to; i += 4)
                for (std::size_t k = 0; k < 4; ++k)
                    ++tables[k][bytes[i + k]];
            for (; i < to; ++i)
                ++tables[0][bytes[i]];
        },
        [&](std::size_t length) { ++counts[tokenOfLength(length).symbol]; });
    for (std::size_t value = 0; value < 256; ++value)
        for (const auto &table : tables)
            counts[value] += table[value];
    counts[endOfBlock] = 1;
    return counts;
}

void writeBlock(BitWriter &writer, std::span<const std::uint8_t> bytes, std::size_t from,
    std::size_t end)
{
    const auto runs = runsIn(bytes, from, end);
    const auto lengths = codeLengths(countsOf(bytes, from, end, runs), longestCode);
    const auto codes = codesOf(lengths);
    writeBlockHead(writer, lengths);
    forEachPiece(
        from, end, runs,
        [&](std::size_t i, std::size_t to) {
            for (; i + 4 <= to; i += 4) {
                for (std::size_t k = 0; k < 4; ++k)
                    writer.add(codes[bytes[i + k]]);
                writer.flush();
            }
            for (; i < to; ++i) {
                writer.add(codes[bytes[i]]);
                writer.flush();
            }
        },
        [&](std::size_t length) {
            const Token token = tokenOfLength(length);
            writer.add(token, codes[token.symbol]);
            writer.add(0, 1); // distance 1
            writer.flush();
        });
    writer.add(codes[endOfBlock]);
    writer.flush();
}

} // namespace

void appendDeflatedRuns(
    std::span<const std::uint8_t> bytes, StreamPart part, std::vector<std::uint8_t> &to)
{
    thread_local Bytes room; // filled with zeros once, not for every part
    const std::size_t bound = 2 * bytes.size() + (bytes.size() / blockBytes + 2) * mostHeadBytes;
    if (room.size() < bound)
        room.resize(bound);
    BitWriter writer(room.data());
    for (std::size_t from = 0; from < bytes.size(); from += blockBytes)
        writeBlock(writer, bytes, from, std::min(bytes.size(), from + blockBytes));
    // An empty block ends the part: fixed codes close the stream, a stored one fills the byte.
    if (part == StreamPart::Last)
        writer.add(0b0000000'01'1, 10);
    else
        writer.add(0, 3);
    to.insert(to.end(), room.data(), writer.fillByte());
    if (part == StreamPart::Middle)
        to.insert(to.end(), {0x00, 0x00, 0xFF, 0xFF});
}

} // namespace core
