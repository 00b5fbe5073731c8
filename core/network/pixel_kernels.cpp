#include "core/network/pixel_kernels.h"

#include <algorithm>
#include <array>
#include <cmath>

// The loops run over whole rows of channels, which compilers make vectors of; the clones are for
// what an old processor lacks.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#define PAWTRAIT_FOR_EACH_PROCESSOR __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define PAWTRAIT_FOR_EACH_PROCESSOR
#endif

namespace core {
namespace {

constexpr std::int64_t lanes = 16; // partial sums, so that the sum's order suits vectors
constexpr float leastWeight = 1e-30F;

inline __attribute__((always_inline)) float dot(
    const float *a, const float *b, std::int64_t count)
{
    std::array<float, lanes> sums {};
    std::int64_t i = 0;
    for (; i + lanes <= count; i += lanes)
        for (std::int64_t lane = 0; lane < lanes; ++lane)
            sums[std::size_t(lane)] += a[i + lane] * b[i + lane];
    float sum = 0;
    for (const float part : sums)
        sum += part;
    for (; i < count; ++i)
        sum += a[i] * b[i];
    return sum;
}

} // namespace

PAWTRAIT_FOR_EACH_PROCESSOR
void mixFour(const FourPixels &pixels, float lowerShare, float rightShare, std::int64_t channels,
    float *target)
{
    const float upperLeft = (1 - lowerShare) * (1 - rightShare);
    const float upperRight = (1 - lowerShare) * rightShare;
    const float lowerLeft = lowerShare * (1 - rightShare);
    const float lowerRight = lowerShare * rightShare;
    const float *__restrict a = pixels.upperLeft;
    const float *__restrict b = pixels.upperRight;
    const float *__restrict c = pixels.lowerLeft;
    const float *__restrict d = pixels.lowerRight;
    float *__restrict to = target;
    for (std::int64_t i = 0; i < channels; ++i)
        to[i] = upperLeft * a[i] + upperRight * b[i] + lowerLeft * c[i] + lowerRight * d[i];
}

PAWTRAIT_FOR_EACH_PROCESSOR
void attend(const float *queries, const float *keys, std::int64_t pixels, std::int64_t channels,
    std::int64_t keyCount, float *target)
{
    std::array<float, mostKeys> logits {};
    for (std::int64_t pixel = 0; pixel < pixels; ++pixel) {
        float most = -HUGE_VALF;
        for (std::int64_t k = 0; k < keyCount; ++k) {
            logits[std::size_t(k)] = dot(queries, keys + k * channels, channels);
            most = std::max(most, logits[std::size_t(k)]);
        }
        float sum = 0;
        for (std::int64_t k = 0; k < keyCount; ++k)
            sum += logits[std::size_t(k)] = std::exp(logits[std::size_t(k)] - most);
        for (std::int64_t k = 0; k < keyCount; ++k) {
            const float weight = logits[std::size_t(k)] / sum;
            target[k] = weight > leastWeight ? weight : 0;
        }
        queries += channels;
        target += keyCount;
    }
}

PAWTRAIT_FOR_EACH_PROCESSOR
void quantise(const float *values, std::int64_t count, float perUnit, float zeroPoint,
    std::uint8_t *target)
{
    for (std::int64_t i = 0; i < count; ++i) {
        const float step = values[i] * perUnit + (zeroPoint + 0.5F);
        target[i] = static_cast<std::uint8_t>(
            static_cast<std::int32_t>(step < 0 ? 0 : step > 255 ? 255 : step));
    }
}

} // namespace core
