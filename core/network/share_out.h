#pragma once

#include <ATen/Parallel.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdint>

#if defined(__GNUC__) && !defined(__clang__) && !defined(_OPENMP)
#error "Without OpenMP at::parallel_for runs on one thread; see libtorch.cmake."
#endif

namespace core {

/// Calls work(i) once for each i in [0, count), on all threads. Each has a share of neighbours; who
/// is done with his own takes from the others', so that nobody waits for a thread whose core is
/// busy with another program.
template <typename Work>
void shareOut(std::int64_t count, const Work &work)
{
    struct alignas(64) Share // a cache line each
    {
        std::atomic<std::int64_t> next = 0;
        std::int64_t end = 0;
    };
    constexpr std::int64_t mostShares = 64;
    const auto threads = std::min<std::int64_t>({at::get_num_threads(), mostShares, count});
    std::array<Share, mostShares> shares;
    for (std::int64_t i = 0; i < threads; ++i) {
        shares.at(std::size_t(i)).next = count * i / threads;
        shares.at(std::size_t(i)).end = count * (i + 1) / threads;
    }
    at::parallel_for(0, threads, 1, [&](std::int64_t first, std::int64_t) {
        for (std::int64_t i = 0; i < threads; ++i) {
            Share &share = shares[std::size_t((first + i) % threads)];
            for (std::int64_t at = share.next++; at < share.end; at = share.next++)
                work(at);
        }
    });
}

} // namespace core
