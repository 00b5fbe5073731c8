#pragma once

#include "core/files/heif_items.h"

namespace core {

/// A coded picture ('hvc1', 'av01') of a file, as the bytes of a file that holds nothing else: how a
/// tile gets decoded alone, which libheif does not offer for items that are hidden. `colours` are
/// the properties of the picture that it belongs to: where they name colours by numbers ("nclx"),
/// these count. Errors: FileDamaged (not there, or of another kind; more than `mostBytes`).
Result<std::vector<std::uint8_t>> heifAlone(const ByteFile &file, const HeifMeta &meta,
    std::uint32_t item, const std::vector<Box> &colours, std::size_t mostBytes);

} // namespace core
