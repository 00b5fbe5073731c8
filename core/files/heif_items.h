#pragma once

#include "core/files/byte_file.h"
#include "core/files/heif_boxes.h"
#include "core/files/metadata_reader.h"
#include "core/files/read_limits.h"

#include <cstdint>
#include <optional>
#include <vector>

/// The items of a HEIC or AVIF file (pictures, tiles, Exif) and what the file says of them, read
/// without touching a picture. Numbers that are missing or lie end in "there is none". Source:
/// ISO/IEC 14496-12, section 8.11; ISO/IEC 23008-12, sections 6 and 9.
namespace core {

/// The contents of the boxes inside "meta"; empty where the file has no such box.
struct HeifMeta
{
    std::vector<std::uint8_t> primary; ///< "pitm"
    std::vector<std::uint8_t> items; ///< "iinf"
    std::vector<std::uint8_t> properties; ///< "iprp"
    std::vector<std::uint8_t> references; ///< "iref"
    std::vector<std::uint8_t> places; ///< "iloc"
    std::uint64_t insideFrom = 0; ///< "idat", which may hold pixels and so stays in the file
    std::uint64_t insideBytes = 0;
};

/// Walks over the boxes of the file up to "meta", which may stand behind the pixels.
/// Errors: FileDamaged (cut short; no meta box); FormatUnsupported (a film without a picture;
/// meta boxes of more than 4 MiB).
Result<HeifMeta> heifMeta(const ByteFile &file);

/// The item that is the photo; 0 where none is named.
std::uint32_t primaryItem(const HeifMeta &meta);

/// 'hvc1', 'grid', 'Exif'; 0 where the item is unknown.
std::uint32_t itemKind(const HeifMeta &meta, std::uint32_t item);

/// True where any item is of this kind.
bool hasItemOfKind(const HeifMeta &meta, std::uint32_t kind);

/// The properties of an item in their order, which is the order of rotating and cropping.
std::vector<Box> itemProperties(const HeifMeta &meta, std::uint32_t item);

/// The first items, 16 at most, that refer to `item` as `kind` ('auxl', 'cdsc').
std::vector<std::uint32_t> itemsReferringTo(
    const HeifMeta &meta, std::uint32_t kind, std::uint32_t item);

/// The first item that `item` refers to as `kind` ('dimg': the first tile of a grid).
std::optional<std::uint32_t> firstReferenceOf(
    const HeifMeta &meta, std::uint32_t kind, std::uint32_t item);

/// Where an item lies in the file, piece by piece; empty where it does not.
std::vector<Piece> itemPieces(const ByteFile &file, const HeifMeta &meta, std::uint32_t item);

/// One item speaks of another.
struct ItemReference
{
    std::uint32_t kind = 0;
    std::uint32_t from = 0;
    std::uint32_t to = 0;
};
/// All of them in the file's order, with repetitions.
std::vector<ItemReference> allReferences(const HeifMeta &meta);

/// Whether a picture may be handed to a decoder: what it is put together from (tiles, overlays,
/// alpha) does not lead back to itself, is not too much, and does not claim more pixels than
/// allowed. Errors: FileDamaged; FormatUnsupported (too many parts); ImageTooLarge.
Result<> checkMadeOf(const ByteFile &file, const HeifMeta &meta, std::uint32_t picture,
    const ReadLimits &limits);

/// The first bytes of an item, `most` at most; empty where they are not to be had.
std::vector<std::uint8_t> itemBytes(
    const ByteFile &file, const HeifMeta &meta, std::uint32_t item, std::size_t most);

} // namespace core
