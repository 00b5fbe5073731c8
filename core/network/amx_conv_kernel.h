#pragma once

#include "core/network/amx_tiles.h"

namespace core {

/// A convolution with "same" padding and stride 1 over channels-last float32 pixels,
/// target = clamp(sum + bias [+ addend]).
struct AmxConvJob
{
    AmxPieces pieces = AmxPieces::Two;
    const float *source = nullptr; ///< height x width x in
    std::int64_t height = 0;
    std::int64_t width = 0;
    std::int64_t in = 0; ///< a multiple of 8
    std::int64_t out = 0; ///< a multiple of 16
    std::int64_t padHeight = 0;
    std::int64_t padWidth = 0;
    const std::int64_t *taps = nullptr; ///< for each tap how far its pixel lies behind the first tap's,
                                        ///< in a block's padded pixels
    std::int64_t tapCount = 0;
    std::int64_t blockWidth = 0; ///< of all blocks, but those at the right edge
    const std::uint16_t *weights = nullptr; ///< bfloat16, see amxPanels(); the inputs are the taps, each
                                            ///< with its channels up to the next multiple of amxDepth
    const float *bias = nullptr; ///< out
    const float *addend = nullptr; ///< height x width x out, or null; may be `target`
    float *target = nullptr; ///< height x width x out
    float least = 0;
    float most = 0;
    const float *mixture = nullptr; ///< out, or null
    float mixtureBias = 0;
    float *mixed = nullptr; ///< with a mixture, height x width: each pixel's results times the
                            ///< mixture and summed. `target` is then not written.
};

/// Some results: all channels of a rectangle of pixels.
struct AmxConvBlock
{
    std::int64_t top = 0;
    std::int64_t bottom = 0; ///< the one after
    std::int64_t left = 0; ///< a multiple of blockWidth
    std::int64_t right = 0; ///< the one after
};

constexpr std::int64_t amxChannels(std::int64_t in)
{
    return (in + amxDepth - 1) / amxDepth * amxDepth;
}

/// Numbers of bfloat16 that a block of so many rows takes; what lies behind the last pixel is read
/// but not looked at.
constexpr std::int64_t amxConvScratch(const AmxConvJob &job, std::int64_t rows)
{
    const std::int64_t pixels =
        (rows + 2 * job.padHeight) * (job.blockWidth + 2 * job.padWidth) + amxRows;
    return pixels * std::int64_t(job.pieces) * amxChannels(job.in);
}

/// Only where hasMatrixUnit().
void amxConv(const AmxConvJob &job, const AmxConvBlock &block, std::uint16_t *scratch);

} // namespace core
