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
    const float *weights = nullptr; ///< transformed: 36 x in x out
    const float *bias = nullptr; ///< out
    const float *addend = nullptr; ///< height x width x out, or null; may be `target`
    float *target = nullptr; ///< height x width x out
    float least = 0;
    float most = 0;
};

/// Some tiles side by side, each of 4 x 4 results that lie `dilation` apart.
struct WinogradTiles
{
    std::int64_t top = 0; ///< row of the first results
    std::int64_t left = 0; ///< column of the first tile's first results
    std::int64_t count = 0;
};

/// Floats of scratch memory that `tiles` tiles take.
constexpr std::int64_t winogradScratch(const WinogradJob &job, std::int64_t tiles)
{
    return 36 * tiles * (job.in + job.out);
}

using WinogradKernel = void (*)(const WinogradJob &, const WinogradTiles &, float *scratch);

/// One source, compiled for two instruction sets.
void winogradTilesAvx2(const WinogradJob &job, const WinogradTiles &tiles, float *scratch);
void winogradTilesAvx512(const WinogradJob &job, const WinogradTiles &tiles, float *scratch);

} // namespace core
