#pragma once

#include <cstdint>

namespace core {

/// Pixels mixed within the rows of a square map by two attentions, then both mixtures through one
/// linear layer: target = 2 * pixels + values * mixtures + bias.
struct AxialJob
{
    const float *pixels = nullptr; ///< rows x length x channels
    std::int64_t length = 0; ///< even for pairs of bfloat16
    std::int64_t channels = 0; ///< a multiple of 16
    const float *weights = nullptr; ///< 2 * length x length: one attention's row, then the other's;
                                    ///< asFactors()
    const float *values = nullptr; ///< 2 * channels x channels, asFactors()
    const float *bias = nullptr; ///< channels
    float *target = nullptr; ///< rows x length x channels
};

/// Floats of scratch memory that a kernel takes.
constexpr std::int64_t axialScratch(const AxialJob &job)
{
    return 3 * job.length * job.channels;
}

/// Rows [from, to) of the map.
using AxialKernel = void (*)(
    const AxialJob &, std::int64_t from, std::int64_t to, float *scratch);

/// One source, compiled for two instruction sets, and for pairs of bfloat16.
void axialRowsAvx2(const AxialJob &job, std::int64_t from, std::int64_t to, float *scratch);
void axialRowsBFloat16(const AxialJob &job, std::int64_t from, std::int64_t to, float *scratch);
void axialRowsAvx512(const AxialJob &job, std::int64_t from, std::int64_t to, float *scratch);

} // namespace core
