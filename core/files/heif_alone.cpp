#include "core/files/heif_alone.h"

#include <algorithm>

/// Source: ISO/IEC 14496-12, section 8.11; ISO/IEC 23008-12, section 9.3.
namespace core {
namespace {

using Bytes = std::vector<std::uint8_t>;

void append(Bytes &bytes, std::uint64_t number, int count)
{
    for (int i = count - 1; i >= 0; --i)
        bytes.push_back(static_cast<std::uint8_t>(number >> (8 * i)));
}

void append(Bytes &bytes, std::span<const std::uint8_t> more)
{
    bytes.insert(bytes.end(), more.begin(), more.end());
}

void appendBox(Bytes &bytes, std::uint32_t kind, std::span<const std::uint8_t> content)
{
    append(bytes, content.size() + 8, 4);
    append(bytes, kind, 4);
    append(bytes, content);
}

bool isNamedColours(const Box &property)
{
    BoxReader reader(property.content);
    return property.kind == boxKind("colr") && reader.number(4) == boxKind("nclx");
}

/// The item's own properties, and the colours of the picture that it belongs to.
std::vector<Box> ownProperties(
    const HeifMeta &meta, std::uint32_t item, const std::vector<Box> &colours)
{
    auto properties = itemProperties(meta, item);
    const auto said = std::ranges::find_if(colours, isNamedColours);
    if (said != colours.end()) {
        std::erase_if(properties, isNamedColours);
        properties.push_back(*said);
    }
    return properties;
}

/// "iprp": all of them for item 1, marked as essential where a reader must not overlook them.
Bytes propertyBoxes(const std::vector<Box> &properties)
{
    constexpr std::uint8_t essential = 0x80;
    Bytes all;
    Bytes owner(4, 0); // version and flags
    append(owner, 1, 4);
    append(owner, 1, 2);
    append(owner, properties.size(), 1);
    for (std::size_t i = 0; i < properties.size(); ++i) {
        const auto kind = properties[i].kind;
        const bool isPlain = kind == boxKind("ispe") || kind == boxKind("pixi")
            || kind == boxKind("colr") || kind == boxKind("pasp");
        appendBox(all, kind, properties[i].content);
        append(owner, (isPlain ? 0U : essential) | (i + 1), 1);
    }
    Bytes result;
    appendBox(result, boxKind("ipco"), all);
    appendBox(result, boxKind("ipma"), owner);
    return result;
}

/// "meta" of a file whose item 1 has `bytes` bytes at `from`.
Bytes metaBox(std::uint32_t kind, std::span<const std::uint8_t> properties, std::size_t from,
    std::size_t bytes)
{
    Bytes handler(8, 0);
    append(handler, boxKind("pict"), 4);
    handler.resize(25);
    Bytes entry {2, 0, 0, 0, 0, 1, 0, 0}; // version 2, item 1
    append(entry, kind, 4);
    append(entry, 0, 1);
    Bytes entries {0, 0, 0, 0, 0, 1};
    appendBox(entries, boxKind("infe"), entry);
    Bytes places {0, 0, 0, 0, 0x44, 0, 0, 1, 0, 1, 0, 0, 0, 1}; // item 1, one piece
    append(places, from, 4);
    append(places, bytes, 4);
    Bytes content(4, 0);
    appendBox(content, boxKind("hdlr"), handler);
    appendBox(content, boxKind("pitm"), Bytes {0, 0, 0, 0, 0, 1});
    appendBox(content, boxKind("iloc"), places);
    appendBox(content, boxKind("iinf"), entries);
    appendBox(content, boxKind("iprp"), properties);
    Bytes result;
    appendBox(result, boxKind("meta"), content);
    return result;
}

} // namespace

Result<std::vector<std::uint8_t>> heifAlone(const ByteFile &file, const HeifMeta &meta,
    std::uint32_t item, const std::vector<Box> &colours, std::size_t mostBytes)
{
    constexpr std::size_t mostProperties = 127; // whose numbers are one byte
    const auto kind = itemKind(meta, item);
    const auto coded = itemBytes(file, meta, item, mostBytes);
    const auto properties = ownProperties(meta, item, colours);
    const bool isCoded = kind == boxKind("hvc1") || kind == boxKind("av01");
    if (!isCoded || coded.empty() || coded.size() >= mostBytes
        || properties.size() > mostProperties)
        return fail(Error::Code::FileDamaged, "HEIF: a tile that is none");
    Bytes front;
    Bytes brands;
    append(brands, boxKind("mif1"), 4);
    append(brands, 0, 4);
    append(brands, boxKind("mif1"), 4);
    appendBox(front, boxKind("ftyp"), brands);
    const auto boxes = propertyBoxes(properties);
    constexpr std::size_t head = 8;
    const auto from = front.size() + metaBox(kind, boxes, 0, coded.size()).size() + head;
    append(front, metaBox(kind, boxes, from, coded.size()));
    appendBox(front, boxKind("mdat"), coded);
    return front;
}

} // namespace core
