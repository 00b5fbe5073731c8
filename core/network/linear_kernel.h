#pragma once

#include <cstdint>

namespace core {

/// A linear layer, target = activation(x * weights + bias) [+ addend], as the kernels below want it.
struct LinearJob
{
    const float *x = nullptr; ///< rows x in, asFactors()
    std::int64_t in = 0; ///< factors
    std::int64_t out = 0; ///< a multiple of 16
    const float *weights = nullptr; ///< asFactors(), in panels of in x columns, see packedPanels()
    const float *bias = nullptr; ///< out
    bool isGelu = false; ///< the exact one (erf), in pairs of bfloat16 within 1e-4 of its input
    bool makesFactors = false; ///< of what GELU makes, with `in` up to linearInputsAtOnce
    const float *addend = nullptr; ///< rows x out, or null; not with GELU
    float *target = nullptr; ///< rows x out
};

/// Some rows of the results of one panel.
struct LinearBlock
{
    std::int64_t panel = 0;
    std::int64_t firstRow = 0;
    std::int64_t lastRow = 0; ///< the one after
};

/// What a processor runs.
struct LinearKernel
{
    std::int64_t panel = 0; ///< columns that are summed in registers at once
    void (*run)(const LinearJob &, const LinearBlock &) = nullptr;
};

/// Factors whose products are summed before sums are laid down.
constexpr std::int64_t linearInputsAtOnce = 1024; // of a panel: a quarter of a second-level cache

/// Rows that are summed in registers at once are a divisor of this, by every kernel.
constexpr std::int64_t linearRows = 12;

/// One source, compiled for two instruction sets, and for pairs of bfloat16.
extern const LinearKernel linearAvx2;
extern const LinearKernel linearAvx512;
extern const LinearKernel linearBFloat16;

} // namespace core
