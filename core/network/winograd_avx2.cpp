#include "core/network/winograd_kernel.h"

#define KERNEL winogradTilesAvx2

namespace {

constexpr int vectorFloats = 8;
constexpr int wideColumns = 2; // vectors; with the rows as many sums as there are registers for
constexpr int wideRows = 6;
constexpr int narrowRows = 6;

} // namespace

#include "core/network/winograd_kernel.inc"
