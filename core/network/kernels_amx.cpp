#include "core/network/amx_conv_kernel.h"
#include "core/network/amx_linear_kernel.h"

#include <immintrin.h>

namespace {

constexpr int vectorFloats = 16;
constexpr int wideColumns = 4;
constexpr int wideRows = 6;
constexpr int narrowRows = 12;

} // namespace

#include "core/network/vector_kernels.inc"

#include "core/network/amx_tiles.inc"

#include "core/network/amx_conv_kernel.inc"
#include "core/network/amx_linear_kernel.inc"
