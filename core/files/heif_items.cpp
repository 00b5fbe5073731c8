#include "core/files/heif_items.h"

#include <algorithm>

namespace core {
namespace {

constexpr std::size_t mostReferring = 16;
constexpr int mostExtents = 64; ///< pieces of one item; one is usual
constexpr std::size_t mostProperties = 0x7FFF; ///< their numbers have 15 bits

/// Version and flags at the front of most boxes.
struct FullBox
{
    int version = 0;
    std::uint32_t flags = 0;
};

FullBox takeVersion(BoxReader &reader)
{
    const auto word = static_cast<std::uint32_t>(reader.number(4));
    return {.version = static_cast<int>(word >> 24), .flags = word & 0xFFFFFF};
}

std::uint32_t takeItem(BoxReader &reader, bool isLong)
{
    return static_cast<std::uint32_t>(reader.number(isLong ? 4 : 2));
}

/// Calls `work(kind, item that refers, reader of those referred to, whether they are long)` for
/// each reference until it returns false.
template <typename Work>
void forEachReference(const HeifMeta &meta, const Work &work)
{
    BoxReader references(meta.references);
    const bool isLong = takeVersion(references).version > 0;
    while (const auto reference = references.box()) {
        BoxReader reader(reference->content);
        const auto from = takeItem(reader, isLong);
        reader.skip(2); // the count: the box ends with the last one
        if (!work(reference->kind, from, reader, isLong))
            return;
    }
}

/// Calls `work(item, kind)` for each item until it returns false.
template <typename Work>
void forEachItem(const HeifMeta &meta, const Work &work)
{
    BoxReader items(meta.items);
    items.skip(takeVersion(items).version > 0 ? 4 : 2); // how many items follow
    while (const auto entry = items.box()) {
        BoxReader reader(entry->content);
        const int version = takeVersion(reader).version;
        if (entry->kind != boxKind("infe") || version < 2)
            continue;
        const auto item = takeItem(reader, version > 2);
        reader.skip(2); // protection
        if (!work(item, static_cast<std::uint32_t>(reader.number(4))))
            return;
    }
}

/// Numbers of an item's properties, from 1; its first entry counts.
std::vector<std::size_t> propertyNumbers(
    std::span<const std::uint8_t> associations, std::uint32_t item)
{
    BoxReader reader(associations);
    const auto [version, flags] = takeVersion(reader);
    const std::size_t width = (flags & 1) != 0 ? 2 : 1;
    reader.skip(4); // how many items follow: the box ends with the last one
    while (!reader.isAtEnd()) {
        const auto id = takeItem(reader, version > 0);
        const auto count = static_cast<std::size_t>(reader.number(1));
        if (id != item) {
            reader.skip(count * width);
            continue;
        }
        std::vector<std::size_t> numbers;
        for (std::size_t i = 0; i < count; ++i) // the highest bit says: essential
            numbers.push_back(reader.number(width) & (width == 2 ? 0x7FFF : 0x7F));
        return numbers;
    }
    return {};
}

/// Where an item lies.
struct Extent
{
    std::uint64_t from = 0;
    std::uint64_t bytes = 0; ///< 0: all there is
};
struct Place
{
    std::uint64_t method = 0; ///< 0: offsets in the file; 1: in "idat"
    std::vector<Extent> extents = {};
};

/// How many bytes the numbers of "iloc" have.
struct PlaceWidths
{
    std::size_t offset = 0;
    std::size_t length = 0;
    std::size_t base = 0;
    std::size_t index = 0;
};

PlaceWidths takeWidths(BoxReader &reader, int version)
{
    const auto first = reader.number(1);
    const auto second = reader.number(1);
    return {.offset = std::min<std::size_t>(first >> 4, 8),
        .length = std::min<std::size_t>(first & 15, 8),
        .base = std::min<std::size_t>(second >> 4, 8),
        .index = version > 0 ? std::min<std::size_t>(second & 15, 8) : 0};
}

std::vector<Extent> takeExtents(
    BoxReader &reader, const PlaceWidths &widths, std::uint64_t base, std::uint64_t count)
{
    std::vector<Extent> extents;
    for (std::uint64_t i = 0; i < std::min<std::uint64_t>(count, mostExtents); ++i) {
        reader.skip(widths.index);
        const auto offset = reader.number(widths.offset);
        extents.push_back({.from = base + offset, .bytes = reader.number(widths.length)});
    }
    return extents;
}

std::optional<Place> placeOf(const HeifMeta &meta, std::uint32_t item)
{
    BoxReader reader(meta.places);
    const int version = takeVersion(reader).version;
    const auto widths = takeWidths(reader, version);
    reader.skip(version < 2 ? 2 : 4); // how many items follow
    while (!reader.isAtEnd()) {
        const auto id = takeItem(reader, version >= 2);
        Place place {.method = version > 0 ? reader.number(2) & 15 : 0};
        const bool isHere = reader.number(2) == 0; // 0: in this file
        const auto base = reader.number(widths.base);
        const auto count = reader.number(2);
        if (id != item) {
            reader.skip(count * (widths.index + widths.offset + widths.length));
            continue;
        }
        if (!isHere)
            return std::nullopt;
        place.extents = takeExtents(reader, widths, base, count);
        return place;
    }
    return std::nullopt;
}

} // namespace

std::uint32_t primaryItem(const HeifMeta &meta)
{
    BoxReader reader(meta.primary);
    const bool isLong = takeVersion(reader).version > 0;
    return takeItem(reader, isLong);
}

std::uint32_t itemKind(const HeifMeta &meta, std::uint32_t item)
{
    std::uint32_t found = 0;
    forEachItem(meta, [&](std::uint32_t id, std::uint32_t kind) {
        if (id == item)
            found = kind;
        return id != item;
    });
    return found;
}

bool hasItemOfKind(const HeifMeta &meta, std::uint32_t kind)
{
    bool isThere = false;
    forEachItem(meta, [&](std::uint32_t, std::uint32_t its) {
        isThere = its == kind;
        return !isThere;
    });
    return isThere;
}

std::vector<Box> itemProperties(const HeifMeta &meta, std::uint32_t item)
{
    std::vector<Box> all;
    std::vector<std::size_t> numbers;
    BoxReader reader(meta.properties);
    while (const auto part = reader.box()) {
        if (part->kind == boxKind("ipma") && numbers.empty())
            numbers = propertyNumbers(part->content, item);
        if (part->kind != boxKind("ipco") || !all.empty())
            continue;
        BoxReader properties(part->content);
        while (all.size() < mostProperties && !properties.isAtEnd())
            if (const auto property = properties.box())
                all.push_back(*property);
    }
    std::vector<Box> properties;
    for (const auto number : numbers)
        if (number >= 1 && number <= all.size())
            properties.push_back(all[number - 1]);
    return properties;
}

std::vector<std::uint32_t> itemsReferringTo(
    const HeifMeta &meta, std::uint32_t kind, std::uint32_t item)
{
    std::vector<std::uint32_t> items;
    forEachReference(meta, [&](std::uint32_t its, std::uint32_t from, BoxReader to, bool isLong) {
        bool isIt = false;
        while (its == kind && !isIt && !to.isAtEnd())
            isIt = takeItem(to, isLong) == item;
        if (isIt)
            items.push_back(from);
        return items.size() < mostReferring;
    });
    return items;
}

std::optional<std::uint32_t> firstReferenceOf(
    const HeifMeta &meta, std::uint32_t kind, std::uint32_t item)
{
    std::optional<std::uint32_t> found;
    forEachReference(meta, [&](std::uint32_t its, std::uint32_t from, BoxReader to, bool isLong) {
        if (its == kind && from == item && !to.isAtEnd())
            found = takeItem(to, isLong);
        return !found;
    });
    return found;
}

std::vector<ItemReference> allReferences(const HeifMeta &meta)
{
    std::vector<ItemReference> all;
    forEachReference(meta, [&](std::uint32_t kind, std::uint32_t from, BoxReader to, bool isLong) {
        while (!to.isAtEnd())
            all.push_back({.kind = kind, .from = from, .to = takeItem(to, isLong)});
        return true;
    });
    return all;
}

std::vector<Piece> itemPieces(const ByteFile &file, const HeifMeta &meta, std::uint32_t item)
{
    std::vector<Piece> pieces;
    const auto place = placeOf(meta, item);
    if (!place || place->method > 1)
        return pieces;
    const bool isInside = place->method == 1;
    const auto start = isInside ? meta.insideFrom : 0;
    const auto room = isInside ? meta.insideBytes : file.size();
    for (const auto &extent : place->extents) {
        if (extent.from >= room)
            break;
        auto count = room - extent.from;
        if (extent.bytes > 0)
            count = std::min(count, extent.bytes);
        pieces.push_back({.from = start + extent.from, .bytes = count});
    }
    return pieces;
}

std::vector<std::uint8_t> itemBytes(
    const ByteFile &file, const HeifMeta &meta, std::uint32_t item, std::size_t most)
{
    std::vector<std::uint8_t> bytes;
    for (const auto &piece : itemPieces(file, meta, item)) {
        const auto part = file.bytesAt(piece.from, std::min(piece.bytes, most - bytes.size()));
        bytes.insert(bytes.end(), part.begin(), part.end());
    }
    return bytes;
}

} // namespace core
