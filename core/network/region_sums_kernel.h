#pragma once

#include <cstdint>

namespace core {

/// At most so many regions of a photo.
constexpr std::int64_t mostRegions = 8;

/// Neighbouring lanes that a kernel sums apart: they are added up in the end.
constexpr std::int64_t regionLanes = 16;

/// Rows of a map whose sums are made apart: the same for any number of threads, and few enough terms
/// that rounding does not pile up.
constexpr std::int64_t regionRows = 8;

/// Some pixels of a map in a row, added to SICA's sums (see region_sums.h), as the kernels below
/// want it. Pixel g belongs to run g / in and there to row g % in.
struct RegionSumsJob
{
    const float *weights = nullptr; ///< runs x regions x in
    std::int64_t in = 0; ///< channels of all maps together: a multiple of 16
    std::int64_t regions = 0; ///< 3 or 5
    float *sums = nullptr; ///< in x regions x regionLanes
    std::int64_t firstPixel = 0;
    std::int64_t pixelCount = 0;
    const float *pixels = nullptr; ///< pixelCount x channels
    std::int64_t firstChannel = 0; ///< of this map's among all
    std::int64_t channels = 0; ///< of this map: a multiple of 16
};

using RegionSumsKernel = void (*)(const RegionSumsJob &);

/// One source, compiled for two instruction sets.
void regionSumsAvx2(const RegionSumsJob &job);
void regionSumsAvx512(const RegionSumsJob &job);

} // namespace core
