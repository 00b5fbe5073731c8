#pragma once

#include <cstdint>

namespace core {

/// Pixels mixed within the rows of a square map by two attentions, then both mixtures through one
/// linear layer, in float32: target = 2 * pixels + values * mixtures + bias.
struct AxialJob
{
    const float *pixels = nullptr; ///< rows x length x channels
    std::int64_t length = 0;
    std::int64_t channels = 0; ///< a multiple of 16
    const float *weights = nullptr; ///< 2 * length x length: one attention's row, then the other's
    const float *values = nullptr; ///< 2 * channels x channels
    const float *bias = nullptr; ///< channels
    float *target = nullptr; ///< rows x length x channels
};

/// Floats of scratch memory that a kernel takes.
constexpr std::int64_t axialScratch(const AxialJob &job)
{
    return 2 * job.length * job.channels;
}

/// Rows [from, to) of the map.
using AxialKernel = void (*)(
    const AxialJob &, std::int64_t from, std::int64_t to, float *scratch);

/// One source, compiled for two instruction sets.
void axialRowsAvx2(const AxialJob &job, std::int64_t from, std::int64_t to, float *scratch);
void axialRowsAvx512(const AxialJob &job, std::int64_t from, std::int64_t to, float *scratch);

} // namespace core
