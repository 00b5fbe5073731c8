#include "core/network/direct_conv.h"

#include "core/network/packed_panels.h"
#include "core/network/processor.h"
#include "core/network/quotient.h"
#include "core/network/share_out.h"
#include "core/network/thread_scratch.h"

namespace core {
namespace {

const DirectKernel *const floatKernel = bestForProcessor(&directAvx512, &directAvx2);

/// Pixels of a row that are taken together while panel after panel passes: what they see stays in
/// the cache, and there is enough for all threads.
int64_t pixelsATime(const DirectJob &job, int64_t panels)
{
    int64_t most = 8 * directPixels;
    const auto items = [&] { return job.height * quotientUp(job.width, most) * panels; };
    while (items() < 4 * at::get_num_threads() && most > directPixels)
        most /= 2;
    const int64_t parts = quotientUp(job.width, most);
    return quotientUp(quotientUp(job.width, parts), directPixels) * directPixels;
}

void runJob(const DirectKernel &kernel, const DirectJob &job)
{
    const int64_t panels = quotientUp(job.out, kernel.panel);
    const int64_t step = pixelsATime(job, panels);
    const int64_t parts = quotientUp(job.width, step);
    const ThreadScratch scratch(directScratch(job));
    shareOut(job.height * parts * panels, [&](int64_t i) {
        const int64_t x = i / panels % parts * step;
        kernel.run(job,
            {.panel = i % panels,
                .y = i / panels / parts,
                .firstX = x,
                .lastX = std::min(x + step, job.width)},
            scratch.mine());
    });
}

} // namespace

bool DirectConv::suits(const torch::Tensor &weight)
{
    return floatKernel && weight.is_cpu() && weight.scalar_type() == torch::kFloat32
        && weight.size(0) % 16 == 0 && weight.size(2) % 2 == 1 && weight.size(3) % 2 == 1;
}

DirectConv::DirectConv(const torch::Tensor &weight, const torch::Tensor &bias, Products wished)
    : m_products(weight.size(1) % 16 == 0 ? wished : Products::Float32)
    , m_panels(packedPanels(
          asFactors(weight.permute({0, 2, 3, 1}).reshape({weight.size(0), -1}), m_products),
          kernel().panel))
    , m_bias(bias.defined() ? bias.contiguous() : torch::zeros({weight.size(0)}))
    , m_height(weight.size(2))
    , m_width(weight.size(3))
{
}

const DirectKernel &DirectConv::kernel() const
{
    return m_products == Products::BFloat16Pairs ? directBFloat16 : *floatKernel;
}

void DirectConv::run(
    const torch::Tensor &x, torch::Tensor &target, ConvTarget mode, float least, float most) const
{
    const int64_t pixels = x.size(2) * x.size(3);
    const bool isOnePixel = m_height == 1 && m_width == 1; // then a map is one row
    DirectJob job {.height = isOnePixel ? 1 : x.size(2),
        .width = isOnePixel ? pixels : x.size(3),
        .in = x.size(1),
        .out = m_bias.size(0),
        .kernelHeight = m_height,
        .kernelWidth = m_width,
        .weights = m_panels.const_data_ptr<float>(),
        .bias = m_bias.const_data_ptr<float>(),
        .least = least,
        .most = most};
    for (int64_t n = 0; n < x.size(0); ++n) {
        job.source = x.const_data_ptr<float>() + n * pixels * job.in;
        job.target = target.data_ptr<float>() + n * pixels * job.out;
        job.addend = mode == ConvTarget::AddedTo ? job.target : nullptr;
        runJob(kernel(), job);
    }
}

} // namespace core
