#include "core/network/winograd_conv.h"

#include "core/network/processor.h"
#include "core/network/quotient.h"
#include "core/network/share_out.h"
#include "core/network/thread_scratch.h"

namespace core {
namespace {

const auto floatKernel = bestForProcessor<WinogradKernel>(winogradTilesAvx512, winogradTilesAvx2);

WinogradKernel kernelFor(Products products)
{
    return products == Products::BFloat16Pairs ? winogradTilesBFloat16 : floatKernel;
}

/// G of F(4, 3): [6, 3].
torch::Tensor filterTransform()
{
    constexpr double near = winogradNear;
    constexpr double far = winogradFar;
    const auto row = [](double a, double b, double c, double scale) {
        return torch::tensor({a, b, c}, torch::kFloat64) / scale;
    };
    const auto atPoint = [&](double point, double other) {
        const double square = point * point;
        return row(1, point, square, 2 * square * (square - other * other));
    };
    return at::stack({row(1, 0, 0, near * near * far * far), atPoint(near, far),
        atPoint(-near, far), atPoint(far, near), atPoint(-far, near), row(0, 0, 1, 1)});
}

/// All tiles of a map; those of one phase of a dilated convolution are neighbours.
std::vector<WinogradTile> tilesOf(const WinogradJob &job)
{
    const int64_t step = 4 * job.dilation;
    std::vector<WinogradTile> tiles;
    tiles.reserve(std::size_t((job.height / 4 + job.dilation) * (job.width / 4 + job.dilation)));
    for (int64_t phase = 0; phase < job.dilation; ++phase)
        for (int64_t column = 0; column < job.dilation; ++column)
            for (int64_t top = phase; top < job.height; top += step)
                for (int64_t left = column; left < job.width; left += step)
                    tiles.push_back({.top = top, .left = left});
    return tiles;
}

/// How many tiles are taken together: so many that their matrices stay in the second-level cache,
/// in whole blocks, and that no thread waits long for the last.
int64_t tilesATime(const WinogradJob &job, int64_t tiles)
{
    constexpr int64_t scratchFloats = 1 << 18;
    const int64_t most = std::max(winogradBlock, scratchFloats / winogradScratch(job, 1));
    const int64_t even = tiles / (8 * at::get_num_threads());
    return std::max(std::min(most, even) / winogradBlock, int64_t(1)) * winogradBlock;
}

void runJob(WinogradKernel kernel, const WinogradJob &job)
{
    const std::vector<WinogradTile> tiles = tilesOf(job);
    const auto count = int64_t(tiles.size());
    const int64_t step = tilesATime(job, count);
    const ThreadScratch scratch(winogradScratch(job, step));
    shareOut(quotientUp(count, step), [&](int64_t i) {
        kernel(job, {.first = tiles.data() + i * step, .count = std::min(step, count - i * step)},
            scratch.mine());
    });
}

} // namespace

bool WinogradConv::suits(const torch::Tensor &weight)
{
    return floatKernel && weight.is_cpu() && weight.scalar_type() == torch::kFloat32
        && weight.size(2) == 3 && weight.size(3) == 3 && weight.size(0) % 16 == 0
        && weight.size(1) % 16 == 0;
}

WinogradConv::WinogradConv(
    const torch::Tensor &weight, const torch::Tensor &bias, int64_t dilation, Products products)
    : m_products(products)
    , m_bias(bias.defined() ? bias.contiguous() : torch::zeros({weight.size(0)}))
    , m_dilation(dilation)
{
    const torch::Tensor g = filterTransform();
    const torch::Tensor spread =
        at::matmul(at::matmul(g, weight.to(torch::kFloat64)), g.t()); // [out, in, 6, 6]
    m_weights = asFactors(spread.permute({2, 3, 0, 1})
                              .reshape({36, weight.size(0), weight.size(1)})
                              .to(torch::kFloat32),
        products)
                    .transpose(1, 2)
                    .contiguous();
}

WinogradJob WinogradConv::jobFor(const torch::Tensor &x, float least, float most) const
{
    return {.height = x.size(2),
        .width = x.size(3),
        .in = x.size(1),
        .out = m_weights.size(2),
        .dilation = m_dilation,
        .weights = m_weights.const_data_ptr<float>(),
        .bias = m_bias.const_data_ptr<float>(),
        .least = least,
        .most = most};
}

void WinogradConv::run(
    const torch::Tensor &x, torch::Tensor &target, ConvTarget mode, float least, float most) const
{
    WinogradJob job = jobFor(x, least, most);
    for (int64_t n = 0; n < x.size(0); ++n) {
        job.source = x.const_data_ptr<float>() + n * job.height * job.width * job.in;
        job.target = target.data_ptr<float>() + n * job.height * job.width * job.out;
        job.addend = mode == ConvTarget::AddedTo ? job.target : nullptr;
        runJob(kernelFor(m_products), job);
    }
}

torch::Tensor WinogradConv::mixed(const torch::Tensor &x, const torch::Tensor &mixture,
    float mixtureBias, float least, float most) const
{
    torch::Tensor result = torch::empty({x.size(0), 1, x.size(2), x.size(3)});
    WinogradJob job = jobFor(x, least, most);
    job.mixture = mixture.const_data_ptr<float>();
    job.mixtureBias = mixtureBias;
    for (int64_t n = 0; n < x.size(0); ++n) {
        job.source = x.const_data_ptr<float>() + n * job.height * job.width * job.in;
        job.mixed = result.data_ptr<float>() + n * job.height * job.width;
        runJob(kernelFor(m_products), job);
    }
    return result;
}

} // namespace core
