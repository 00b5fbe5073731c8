#pragma once

#include <cstdint>

namespace core {

/// A 3 x 3 convolution over channels-last float32 pixels, target = clamp(sum + bias [+ addend]),
/// as the kernels below want it.
struct WinogradJob
{
    const float *source = nullptr; ///< height x width x in
    std::int64_t height = 0;
    std::int64_t width = 0;
    std::int64_t in = 0; ///< a multiple of 16
    std::int64_t out = 0; ///< a multiple of 16
    std::int64_t dilation = 1; ///< and padding: the size stays
    const float *weights = nullptr; ///< transformed, asFactors(): 36 x in x out
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

/// 4 x 4 results that lie `dilation` apart.
struct WinogradTile
{
    std::int64_t top = 0; ///< row of the first results
    std::int64_t left = 0; ///< column of the first results
};

/// Some tiles from anywhere in the map: their products are made together.
struct WinogradTiles
{
    const WinogradTile *first = nullptr;
    std::int64_t count = 0; ///< whole blocks of `winogradBlock` are quickest
};

/// Besides 0 and infinity the points are +- these: with the usual 1 and 2 rounding adds twice as much.
constexpr float winogradNear = 5.0F / 8;
constexpr float winogradFar = 3.0F / 2;

/// Tiles whose sums are kept in registers at once; what is over takes up to four times as long.
constexpr std::int64_t winogradBlock = 12;

/// Floats between the matrices of two neighbouring points, when each takes so many: an odd number of
/// cache lines, so that the 36 of one tile do not compete for the same few places of the cache.
constexpr std::int64_t winogradStride(std::int64_t floats)
{
    constexpr std::int64_t line = 16;
    return (floats / line | 1) * line;
}

/// Floats of scratch memory that `tiles` tiles take.
constexpr std::int64_t winogradScratch(const WinogradJob &job, std::int64_t tiles)
{
    return 36 * (winogradStride(tiles * job.in) + winogradStride(tiles * job.out));
}

using WinogradKernel = void (*)(const WinogradJob &, const WinogradTiles &, float *scratch);

/// One source, compiled for two instruction sets, and for pairs of bfloat16.
void winogradTilesAvx2(const WinogradJob &job, const WinogradTiles &tiles, float *scratch);
void winogradTilesBFloat16(const WinogradJob &job, const WinogradTiles &tiles, float *scratch);
void winogradTilesAvx512(const WinogradJob &job, const WinogradTiles &tiles, float *scratch);

} // namespace core
