#include "core/network/pixel_kernels.h"

// The loops run over whole rows of channels, which compilers make vectors of; the clones are for
// what an old processor lacks.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#define PAWTRAIT_FOR_EACH_PROCESSOR __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define PAWTRAIT_FOR_EACH_PROCESSOR
#endif

namespace core {

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
