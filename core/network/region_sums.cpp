#include "core/network/region_sums.h"

#include "core/network/processor.h"
#include "core/network/quotient.h"
#include "core/network/region_sums_kernel.h"
#include "core/network/share_out.h"
#include "core/network/thread_scratch.h"

namespace core {
namespace {

const auto kernel = bestForProcessor<RegionSumsKernel>(regionSumsAvx512, regionSumsAvx2);

} // namespace

bool RegionSums::suits(const std::vector<int64_t> &mapChannels, int64_t height, int64_t width)
{
    int64_t in = 0;
    for (const int64_t channels : mapChannels) {
        if (channels % regionLanes != 0)
            return false;
        in += channels;
    }
    return kernel && height * width % in == 0;
}

RegionSums::RegionSums(const torch::Tensor &regions, int64_t in)
    : m_in(in)
    , m_regions(regions.size(1))
    , m_width(regions.size(3))
    , m_weights(regions.reshape({m_regions, in, -1}).permute({2, 0, 1}).contiguous())
    , m_partial(torch::zeros(
          {quotientUp(regions.size(2), regionRows), in, m_regions, regionLanes}))
{
}

void RegionSums::addRow(const std::vector<ResizedRows> &maps, int64_t y, float *scratch)
{
    RegionSumsJob job {.weights = m_weights.const_data_ptr<float>(),
        .in = m_in,
        .regions = m_regions,
        .sums = m_partial.data_ptr<float>()
            + y / regionRows * m_in * m_regions * regionLanes,
        .firstPixel = y * m_width,
        .pixelCount = m_width};
    for (const ResizedRows &map : maps) {
        job.pixels = map.row(y, scratch);
        job.channels = map.channels();
        kernel(job);
        job.firstChannel += map.channels();
    }
}

void RegionSums::add(const std::vector<ResizedRows> &maps, int64_t top, int64_t bottom)
{
    const int64_t first = top / regionRows;
    const ThreadScratch scratch(m_width * m_in);
    shareOut(quotientUp(bottom, regionRows) - first, [&](int64_t i) {
        const int64_t from = (first + i) * regionRows;
        const int64_t end = std::min(from + regionRows, bottom);
        for (int64_t y = std::max(from, top); y < end; ++y)
            addRow(maps, y, scratch.mine());
    });
}

torch::Tensor RegionSums::total() const
{
    return m_partial.sum(at::IntArrayRef {0, 3});
}

} // namespace core
