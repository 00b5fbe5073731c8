#include "core/network/bfloat16_units.h"

#if defined(__x86_64__) && defined(__linux__)
#include <sys/syscall.h>
#include <unistd.h>
#endif

namespace core {
namespace {

#if defined(__x86_64__) && defined(__linux__)
/// Its registers are large: Linux saves them only for programs that have asked.
bool isPermitted()
{
    constexpr long requestPermission = 0x1023; // ARCH_REQ_XCOMP_PERM of asm/prctl.h
    constexpr long tileData = 18; // XFEATURE_XTILEDATA
    return syscall(SYS_arch_prctl, requestPermission, tileData) == 0;
}

bool isThere()
{
    __builtin_cpu_init();
    return __builtin_cpu_supports("amx-tile") && __builtin_cpu_supports("amx-bf16")
        && __builtin_cpu_supports("avx512bf16") && __builtin_cpu_supports("avx512bw")
        && __builtin_cpu_supports("avx512vl") && isPermitted();
}
#else
bool isThere()
{
    return false;
}
#endif

bool pairsAreThere()
{
#if defined(__x86_64__)
    __builtin_cpu_init();
    return __builtin_cpu_is("amd") && __builtin_cpu_supports("avx512bf16")
        && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl");
#else
    return false;
#endif
}

} // namespace

bool hasMatrixUnit()
{
    static const bool has = isThere();
    return has;
}

bool hasBFloat16Pairs()
{
    static const bool has = pairsAreThere();
    return has;
}

} // namespace core
