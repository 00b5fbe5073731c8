#include "core/files/huffman_code.h"

#include <algorithm>
#include <array>

namespace core {

namespace {

struct Node
{
    std::uint64_t weight = 0;
    std::size_t parent = 0;
};

/// Huffman's tree over leaves that are sorted by weight: the nodes made of two others follow them,
/// sorted too, the root last.
void join(std::vector<Node> &nodes)
{
    const std::size_t leaves = nodes.size();
    std::size_t leaf = 0;
    std::size_t joined = leaves;
    const auto lightest = [&] {
        const bool isLeaf = leaf < leaves
            && (joined == nodes.size() || nodes[leaf].weight <= nodes[joined].weight);
        return isLeaf ? leaf++ : joined++;
    };
    for (std::size_t i = 1; i < leaves; ++i) {
        const std::size_t one = lightest();
        const std::size_t other = lightest();
        nodes[one].parent = nodes[other].parent = nodes.size();
        nodes.push_back({.weight = nodes[one].weight + nodes[other].weight});
    }
}

/// `symbols` are those that occur, at least two.
std::vector<std::uint8_t> unlimitedLengths(
    std::span<const std::uint32_t> counts, std::vector<std::size_t> symbols)
{
    std::ranges::stable_sort(symbols, {}, [&](std::size_t symbol) { return counts[symbol]; });
    std::vector<Node> nodes;
    nodes.reserve(2 * symbols.size());
    for (const std::size_t symbol : symbols)
        nodes.push_back({.weight = counts[symbol]});
    join(nodes);
    std::vector<std::uint8_t> depths(nodes.size());
    for (std::size_t i = nodes.size() - 1; i-- > 0;)
        depths[i] = static_cast<std::uint8_t>(depths[nodes[i].parent] + 1);
    std::vector<std::uint8_t> lengths(counts.size());
    for (std::size_t i = 0; i < symbols.size(); ++i)
        lengths[symbols[i]] = depths[i];
    return lengths;
}

} // namespace

std::vector<std::uint8_t> codeLengths(std::span<const std::uint32_t> counts, int longest)
{
    std::vector<std::size_t> symbols;
    for (std::size_t symbol = 0; symbol < counts.size(); ++symbol)
        if (counts[symbol] > 0)
            symbols.push_back(symbol);
    if (symbols.size() < 2) {
        std::vector<std::uint8_t> lengths(counts.size());
        for (const std::size_t symbol : symbols)
            lengths[symbol] = 1;
        return lengths;
    }
    // Counts that differ less make a flatter tree; all at 1, one of least depth.
    std::vector<std::uint32_t> flatter(counts.begin(), counts.end());
    for (;;) {
        auto lengths = unlimitedLengths(flatter, symbols);
        if (*std::ranges::max_element(lengths) <= longest)
            return lengths;
        for (const std::size_t symbol : symbols)
            flatter[symbol] = (flatter[symbol] + 1) / 2;
    }
}

std::vector<HuffmanCode> codesOf(std::span<const std::uint8_t> lengths)
{
    std::vector<HuffmanCode> codes(lengths.size());
    const int longest = lengths.empty() ? 0 : *std::ranges::max_element(lengths);
    std::uint32_t next = 0;
    for (int length = 1; length <= longest; ++length, next <<= 1)
        for (std::size_t symbol = 0; symbol < lengths.size(); ++symbol) {
            if (lengths[symbol] != length)
                continue;
            std::uint32_t reversed = 0;
            for (int i = 0; i < length; ++i)
                reversed |= (next >> i & 1) << (length - 1 - i);
            codes[symbol] = {.bits = static_cast<std::uint16_t>(reversed),
                .length = static_cast<std::uint8_t>(length)};
            ++next;
        }
    return codes;
}

} // namespace core
