#pragma once

#include <cstdint>

/// Loops over channels-last pixels that LibTorch has no operator for. Compiled for several
/// instruction sets; the processor's best is chosen when the program starts.
namespace core {

/// The four pixels around a place.
struct FourPixels
{
    const float *upperLeft = nullptr;
    const float *upperRight = nullptr;
    const float *lowerLeft = nullptr;
    const float *lowerRight = nullptr;
};

/// Bilinear mix of four pixels; shares 0..1.
void mixFour(const FourPixels &pixels, float lowerShare, float rightShare, std::int64_t channels,
    float *target);

/// round(x * perUnit + zeroPoint), 0..255. perUnit: steps per 1.
void quantise(const float *values, std::int64_t count, float perUnit, float zeroPoint,
    std::uint8_t *target);

} // namespace core
