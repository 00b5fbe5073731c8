#pragma once

#include <cstdint>

namespace core {

/// At most so many keys.
constexpr std::int64_t mostKeys = 8;

/// softmax(query * keys) for each pixel, in float32, as the kernels below want it. Weights under
/// 1e-30 become 0 (see softmax.h).
struct SimilarityJob
{
    const float *queries = nullptr; ///< pixels x channels
    const float *keys = nullptr; ///< keyCount x channels
    std::int64_t channels = 0; ///< a multiple of 16
    std::int64_t keyCount = 0; ///< 1..mostKeys
    float *target = nullptr; ///< pixels x keyCount
};

/// Pixels [from, to).
using SimilarityKernel = void (*)(const SimilarityJob &, std::int64_t from, std::int64_t to);

/// One source, compiled for two instruction sets.
void similarityAvx2(const SimilarityJob &job, std::int64_t from, std::int64_t to);
void similarityAvx512(const SimilarityJob &job, std::int64_t from, std::int64_t to);

} // namespace core
