#include "core/network/axial_kernel.h"
#include "core/network/direct_kernel.h"
#include "core/network/linear_kernel.h"
#include "core/network/region_sums_kernel.h"
#include "core/network/similarity_kernel.h"
#include "core/network/window_kernel.h"
#include "core/network/winograd_kernel.h"

#define KERNEL(name) name##Avx512

#include "core/network/avx512_registers.inc"

#include "core/network/vectors.inc"

#include "core/network/products.inc"

#include "core/network/axial_kernel.inc"
#include "core/network/direct_kernel.inc"
#include "core/network/linear_kernel.inc"
#include "core/network/region_sums_kernel.inc"
#include "core/network/similarity_kernel.inc"
#include "core/network/window_kernel.inc"
#include "core/network/winograd_kernel.inc"
