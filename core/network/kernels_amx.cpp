#include "core/network/amx_conv_kernel.h"
#include "core/network/amx_linear_kernel.h"

#if defined(__AMX_BF16__)

#include <immintrin.h>

namespace {

constexpr int vectorFloats = 16;

} // namespace

#include "core/network/vectors.inc"

#include "core/network/amx_tiles.inc"

#include "core/network/amx_conv_kernel.inc"
#include "core/network/amx_linear_kernel.inc"

#else // another kind of processor: hasMatrixUnit() is false, and nobody calls these

namespace core {

void amxSplit(const float *, std::int64_t, std::int64_t, AmxPieces, std::uint16_t *) { }
void amxLinear(const AmxLinearJob &, const AmxLinearBlock &, float *) { }
void amxConv(const AmxConvJob &, const AmxConvBlock &, std::uint16_t *) { }

} // namespace core

#endif
