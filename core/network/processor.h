#pragma once

namespace core {

/// One of two functions, by what the processor can do; null where it can do neither.
template <typename Kernel>
Kernel bestForProcessor(
    [[maybe_unused]] Kernel withAvx512, [[maybe_unused]] Kernel withAvx2)
{
#if defined(__x86_64__)
    __builtin_cpu_init();
    if (__builtin_cpu_supports("avx512f"))
        return withAvx512;
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
        return withAvx2;
#endif
    return nullptr;
}

} // namespace core
