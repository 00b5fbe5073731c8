#pragma once

#include <cstdint>

namespace core {

/// Attention of all windows of a strip, each head by itself, as the kernels below want it: of float32,
/// whatever is multiplied.
struct WindowJob
{
    const float *qkv = nullptr; ///< tokens x [q, k, v] x heads x headSize
    const float *padding = nullptr; ///< the same of a token of zeros: 3 x heads x headSize
    std::int64_t tokens = 0;
    std::int64_t heads = 0;
    std::int64_t headSize = 0; ///< a multiple of 16; for pairs of bfloat16 of 32
    std::int64_t windowTokens = 0; ///< a multiple of 16
    const std::int64_t *tokenAt = nullptr; ///< windows x windowTokens; `tokens`: padding
    const float *bias = nullptr; ///< heads x windowTokens x windowTokens, added to the logits
    float scale = 1; ///< of the products of q and k
    float *target = nullptr; ///< tokens x heads x headSize
};

/// One head of one window.
struct WindowHead
{
    std::int64_t window = 0;
    std::int64_t head = 0;
    const float *mask = nullptr; ///< windowTokens x windowTokens, added to the logits; or null
};

/// Queries that are computed together: their logits stay in the first-level cache.
constexpr std::int64_t queriesAtATime = 12;

/// Floats of scratch memory that one call takes.
constexpr std::int64_t windowScratch(const WindowJob &job)
{
    return 3 * job.windowTokens * job.headSize
        + queriesAtATime * (job.windowTokens + job.headSize);
}

using WindowKernel = void (*)(const WindowJob &, const WindowHead &, float *scratch);

/// One source, compiled for two instruction sets, and for pairs of bfloat16.
void windowHeadAvx2(const WindowJob &job, const WindowHead &which, float *scratch);
void windowHeadBFloat16(const WindowJob &job, const WindowHead &which, float *scratch);
void windowHeadAvx512(const WindowJob &job, const WindowHead &which, float *scratch);

} // namespace core
