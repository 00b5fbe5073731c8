#include "core/network/linear_panels.h"

#include "core/network/linear_kernel.h"
#include "core/network/packed_panels.h"
#include "core/network/processor.h"
#include "core/network/quotient.h"
#include "core/network/share_out.h"

namespace core {
namespace {

const LinearKernel *const kernel = bestForProcessor(&linearAvx512, &linearAvx2);

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

void runJob(const LinearJob &job, int64_t rows)
{
    const int64_t panels = quotientUp(job.out, kernel->panel);
    const int64_t step = rowsATime(rows, job.in, panels);
    shareOut(quotientUp(rows, step) * panels, [&](int64_t i) {
        const int64_t row = i / panels * step;
        kernel->run(job,
            {.panel = i % panels, .firstRow = row, .lastRow = std::min(row + step, rows)});
    });
}

} // namespace

bool LinearPanels::suits(const torch::Tensor &weight)
{
    return kernel && weight.is_cpu() && weight.scalar_type() == torch::kFloat32
        && weight.size(0) % 16 == 0;
}

LinearPanels::LinearPanels(const torch::Tensor &weight, const torch::Tensor &bias)
    : m_in(weight.size(1))
    , m_panels(packedPanels(weight, kernel->panel))
    , m_bias(bias.defined() ? bias.contiguous() : torch::zeros({weight.size(0)}))
{
}

torch::Tensor LinearPanels::run(
    const torch::Tensor &x, LinearActivation activation, const torch::Tensor &addend) const
{
    const torch::Tensor rows = x.contiguous();
    std::vector<int64_t> shape = x.sizes().vec();
    shape.back() = m_bias.size(0);
    torch::Tensor result = torch::empty(shape);
    const torch::Tensor added = addend.defined() ? addend.contiguous() : addend;
    const LinearJob job {.x = rows.const_data_ptr<float>(),
        .in = m_in,
        .out = m_bias.size(0),
        .weights = m_panels.const_data_ptr<float>(),
        .bias = m_bias.const_data_ptr<float>(),
        .isGelu = activation == LinearActivation::Gelu,
        .addend = added.defined() ? added.const_data_ptr<float>() : nullptr,
        .target = result.data_ptr<float>()};
    runJob(job, rows.numel() / m_in);
    return result;
}

} // namespace core
