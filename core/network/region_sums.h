#pragma once

#include "core/network/feature_source.h"

namespace core {

/// The sums from which SICA makes its context. The reference takes a feature's [in, H, W] memory as
/// [H*W, in] rows as it lies and multiplies them with the regions' [K, H*W]: a run of `in` pixels of
/// one channel is one such row, so that the sums can be had pixel by pixel from channels-last memory.
/// Source: inspyrenet/spec.md, 8.
class RegionSums
{
public:
    /// True where the map falls into whole runs and this processor and these channels suit the
    /// kernel. mapChannels: of each of the joined maps.
    static bool suits(const std::vector<int64_t> &mapChannels, int64_t height, int64_t width);

    /// regions: [1, K, H, W] float32, K = 3 or 5; in: channels of the joined maps.
    RegionSums(const torch::Tensor &regions, int64_t in);

    /// Adds rows [top, bottom) of the joined maps. maps: each H x W.
    void add(const std::vector<ResizedRows> &maps, int64_t top, int64_t bottom);

    /// [in, K]
    torch::Tensor total() const;

private:
    void addRow(const std::vector<ResizedRows> &maps, int64_t y, float *scratch);

    int64_t m_in;
    int64_t m_regions;
    int64_t m_width;
    torch::Tensor m_weights; // [runs, K, in]
    torch::Tensor m_partial; // [chunk, in, K, regionLanes]
};

} // namespace core
