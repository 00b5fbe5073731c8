#include "core/network/axial_kernel.h"
#include "core/network/direct_kernel.h"
#include "core/network/linear_kernel.h"
#include "core/network/window_kernel.h"
#include "core/network/winograd_kernel.h"

#if defined(__AVX512BF16__)

#include <immintrin.h>

#define KERNEL(name) name##BFloat16
#define PAIRS_OF_BFLOAT16

#include "core/network/avx512_registers.inc"

#include "core/network/vectors.inc"

#include "core/network/products.inc"

#include "core/network/axial_kernel.inc"
#include "core/network/direct_kernel.inc"
#include "core/network/linear_kernel.inc"
#include "core/network/window_kernel.inc"
#include "core/network/winograd_kernel.inc"

#else // another kind of processor: hasBFloat16Pairs() is false, and nobody calls these

namespace core {

const LinearKernel linearBFloat16;
const DirectKernel directBFloat16;
void axialRowsBFloat16(const AxialJob &, std::int64_t, std::int64_t, float *) { }
void windowHeadBFloat16(const WindowJob &, const WindowHead &, float *) { }
void winogradTilesBFloat16(const WinogradJob &, const WinogradTiles &, float *) { }

} // namespace core

#endif

