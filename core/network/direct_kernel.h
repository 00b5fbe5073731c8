#pragma once

#include <cstdint>

namespace core {

/// A convolution of stride 1 that keeps the map's size ("same" padding, no dilation), over
/// channels-last float32 pixels, target = clamp(sum + bias [+ addend]), as the kernels below want
/// it. Weights are asFactors().
struct DirectJob
{
    const float *source = nullptr; ///< height x width x in
    std::int64_t height = 0;
    std::int64_t width = 0;
    std::int64_t in = 0; ///< by pairs of bfloat16 a multiple of 16
    std::int64_t out = 0; ///< a multiple of 16
    std::int64_t kernelHeight = 1; ///< odd
    std::int64_t kernelWidth = 1; ///< odd
    const float *weights = nullptr; ///< panels of taps x in rows, see packedPanels()
    const float *bias = nullptr; ///< out
    const float *addend = nullptr; ///< height x width x out, or null; may be `target`
    float *target = nullptr; ///< height x width x out
    float least = 0;
    float most = 0;
};

/// Some pixels of one row, and the channels of one panel.
struct DirectBlock
{
    std::int64_t panel = 0;
    std::int64_t y = 0;
    std::int64_t firstX = 0;
    std::int64_t lastX = 0; ///< the one after
};

/// What a processor runs.
struct DirectKernel
{
    std::int64_t panel = 0; ///< channels that are summed in registers at once
    void (*run)(const DirectJob &, const DirectBlock &, float *scratch) = nullptr;
};

/// Pixels that are summed in registers at once are a divisor of this, by every kernel.
constexpr std::int64_t directPixels = 12;

/// Floats of scratch memory that a block takes: what the taps of some pixels see, where that
/// reaches past the map's sides.
constexpr std::int64_t directScratch(const DirectJob &job)
{
    return job.kernelHeight * (directPixels + job.kernelWidth - 1) * job.in;
}

/// One source, compiled for two instruction sets, and for pairs of bfloat16.
extern const DirectKernel directAvx2;
extern const DirectKernel directAvx512;
extern const DirectKernel directBFloat16;

} // namespace core
