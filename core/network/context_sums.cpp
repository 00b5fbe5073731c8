#include "core/network/context_sums.h"

#include "core/network/map_strips.h"
#include "core/network/region_sums.h"

#include <numeric>

namespace core {
namespace {

torch::Tensor summedByKernel(
    const FeatureSource &source, const torch::Tensor &regions, const Preparation &how)
{
    const int64_t height = regions.size(2);
    const int64_t width = regions.size(3);
    RegionSums sums(regions, source.channels());
    if (how.allowsKernels() && source.height() == height && source.width() == width) {
        sums.add(source.rows(0, width), 0, height);
        return sums.total();
    }
    for (const Region &strip : strips(height, width)) {
        const MapPart rows {.part = source.rowsResizedTo(height, width, strip.top, strip.bottom)
                                        .to(torch::kFloat32),
            .top = strip.top,
            .wholeHeight = height};
        sums.add({ResizedRows(rows, height, width, 0, width)}, strip.top, strip.bottom);
    }
    return sums.total();
}

/// A run of `in` pixels of one channel is one row, so that all channels' sums can be had at once.
torch::Tensor summedByRuns(
    const FeatureSource &source, const torch::Tensor &regions, const std::vector<Region> &parts)
{
    const int64_t in = source.channels();
    const int64_t height = regions.size(2);
    const int64_t width = regions.size(3);
    // [K, in (channel), runs] -> [runs, in, K]
    const torch::Tensor perRun =
        regions.view({-1, in, height * width / in}).permute({2, 1, 0}).contiguous();
    torch::Tensor sums = perRun.new_zeros({in, perRun.size(2)});
    for (const Region &part : parts) {
        const torch::Tensor rows = source.rowsResizedTo(height, width, part.top, part.bottom)
                                       .permute({0, 2, 3, 1})
                                       .reshape({-1, in, in}) // [runs, in (pixel), in (channel)]
                                       .to(torch::kFloat32);
        sums += at::bmm(rows, perRun.narrow(0, part.top * width / in, rows.size(0))).sum(0);
    }
    return sums;
}

torch::Tensor summedInOne(const FeatureSource &source, const torch::Tensor &regions)
{
    const torch::Tensor feature = source.rowsResizedTo(
        regions.size(2), regions.size(3), 0, regions.size(2)); // [1, in, H, W]
    const torch::Tensor rows = feature.to(torch::kFloat32)
                                   .contiguous(at::MemoryFormat::Contiguous)
                                   .view({-1, source.channels()});
    return at::mm(rows.t(), regions.flatten(2)[0].t());
}

} // namespace

torch::Tensor contextSums(const FeatureSource &source, const torch::Tensor &regions,
    const Preparation &how, MapParts parts)
{
    const int64_t in = source.channels();
    const int64_t height = regions.size(2);
    const int64_t width = regions.size(3);
    if (height * width % in != 0)
        return summedInOne(source, regions);
    if (how.execution == Execution::Planned && RegionSums::suits(source.mapChannels(), height, width))
        return summedByKernel(source, regions, how);
    return summedByRuns(
        source, regions, partsOf(parts, height, width, in / std::gcd(in, width)));
}

} // namespace core
