#include "core/network/bfloat16_units.h"

#if defined(__x86_64__) && defined(__linux__)
#include <cpuid.h>
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

/// Asked of the processor itself: clang 14, which builds the fuzz targets, has no names for these.
/// Source: Intel 64 and IA-32 Architectures Software Developer's Manual, CPUID, leaf 7.
bool hasTiles()
{
    constexpr unsigned needed = 1U << 22 | 1U << 24; // of EDX: AMX-BF16, AMX-TILE
    unsigned eax = 0;
    unsigned ebx = 0;
    unsigned ecx = 0;
    unsigned edx = 0;
    return __get_cpuid_count(7, 0, &eax, &ebx, &ecx, &edx) != 0 && (edx & needed) == needed;
}

bool isThere()
{
    __builtin_cpu_init();
    return hasTiles() && __builtin_cpu_supports("avx512bf16") && __builtin_cpu_supports("avx512bw")
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
