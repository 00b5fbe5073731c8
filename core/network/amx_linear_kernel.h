#pragma once

#include "core/network/amx_tiles.h"

namespace core {

/// A linear layer, target = activation(x * weights + bias) [+ addend].
struct AmxLinearJob
{
    AmxPieces pieces = AmxPieces::Two;
    const std::uint16_t *x = nullptr; ///< bfloat16, see amxSplit()
    std::int64_t in = 0; ///< a multiple of amxDepth
    std::int64_t out = 0; ///< a multiple of amxColumns
    const std::uint16_t *weights = nullptr; ///< bfloat16, see amxPanels()
    const float *bias = nullptr; ///< out
    bool isGelu = false; ///< the exact one (erf)
    const float *addend = nullptr; ///< rows x out, or null
    float *target = nullptr; ///< rows x out
};

/// Some rows of the results of one panel of amxColumns.
struct AmxLinearBlock
{
    std::int64_t panel = 0;
    std::int64_t firstRow = 0; ///< a multiple of amxRows
    std::int64_t lastRow = 0; ///< the one after
};

/// Floats of scratch memory that a block of so many rows takes.
constexpr std::int64_t amxLinearScratch(std::int64_t rows)
{
    return (rows + amxRows - 1) / amxRows * amxRows * amxColumns;
}

/// 16 rows of float32 as pieces in tiles: [in / amxDepth][pieces][16][amxDepth]. Rows past `rows` are
/// zeros. x: rows x in.
void amxSplit(
    const float *x, std::int64_t rows, std::int64_t in, AmxPieces pieces, std::uint16_t *target);

/// Only where hasMatrixUnit().
void amxLinear(const AmxLinearJob &job, const AmxLinearBlock &block, float *scratch);

} // namespace core
