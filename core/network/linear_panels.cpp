#include "core/network/linear_panels.h"

#include "core/network/linear_kernel.h"
#include "core/network/packed_panels.h"
#include "core/network/processor.h"
#include "core/network/quotient.h"
#include "core/network/share_out.h"

namespace core {
namespace {

const LinearKernel *const floatKernel = bestForProcessor(&linearAvx512, &linearAvx2);

const LinearKernel *kernelFor(Products products)
{
    return products == Products::BFloat16Pairs ? &linearBFloat16 : floatKernel;
}

/// Rows that are taken together while panel after panel passes: their inputs stay in the
/// second-level cache, but where they are long few rows would have each panel fetched too often; and
/// there is enough for all threads.
int64_t rowsATime(int64_t rows, int64_t in, int64_t panels)
{
    constexpr int64_t inputFloats = 1 << 18;
    constexpr int64_t worthAPanel = 50 * linearRows;
    constexpr int64_t fewest = 4 * linearRows;
    int64_t most = std::max(worthAPanel, inputFloats / in);
    while (quotientUp(rows, most) * panels < 4 * at::get_num_threads() && most > fewest)
        most /= 2;
    const int64_t parts = quotientUp(rows, most);
    return quotientUp(quotientUp(rows, parts), linearRows) * linearRows;
}

void runJob(const LinearKernel &kernel, const LinearJob &job, int64_t rows)
{
    const int64_t panels = quotientUp(job.out, kernel.panel);
    const int64_t step = rowsATime(rows, job.in, panels);
    shareOut(quotientUp(rows, step) * panels, [&](int64_t i) {
        const int64_t row = i / panels * step;
        kernel.run(job,
            {.panel = i % panels, .firstRow = row, .lastRow = std::min(row + step, rows)});
    });
}

} // namespace

bool LinearPanels::suits(const torch::Tensor &weight, Products products)
{
    return kernelFor(products) && weight.is_cpu() && weight.scalar_type() == torch::kFloat32
        && weight.size(0) % 16 == 0
        && (products == Products::Float32 || weight.size(1) % 2 == 0);
}

LinearPanels::LinearPanels(
    const torch::Tensor &weight, const torch::Tensor &bias, Products products)
    : m_products(products)
    , m_panels(packedPanels(asFactors(weight, products), kernelFor(products)->panel))
    , m_bias(bias.defined() ? bias.contiguous() : torch::zeros({weight.size(0)}))
{
}

torch::Tensor LinearPanels::run(
    const torch::Tensor &x, LinearActivation activation, const torch::Tensor &addend) const
{
    const torch::Tensor rows = asFactors(x, m_products);
    std::vector<int64_t> shape = x.sizes().vec();
    shape.back() = m_bias.size(0);
    const bool makesFactors = m_products == Products::BFloat16Pairs
        && activation == LinearActivation::Gelu && rows.size(-1) <= linearInputsAtOnce;
    torch::Tensor result =
        torch::empty(shape, makesFactors ? torch::kBFloat16 : torch::kFloat32);
    const torch::Tensor added = addend.defined() ? addend.contiguous() : addend;
    const LinearJob job {.x = rows.const_data_ptr<float>(),
        .in = rows.size(-1),
        .out = m_bias.size(0),
        .weights = m_panels.const_data_ptr<float>(),
        .bias = m_bias.const_data_ptr<float>(),
        .isGelu = activation == LinearActivation::Gelu,
        .makesFactors = makesFactors,
        .addend = added.defined() ? added.const_data_ptr<float>() : nullptr,
        .target = static_cast<float *>(result.data_ptr())};
    runJob(*kernelFor(m_products), job, rows.numel() / rows.size(-1));
    return result;
}

} // namespace core
