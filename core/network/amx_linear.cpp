#include "core/network/amx_linear.h"

#include "core/network/amx_linear_kernel.h"
#include "core/network/amx_weights.h"
#include "core/network/bfloat16_units.h"
#include "core/network/quotient.h"
#include "core/network/share_out.h"
#include "core/network/thread_scratch.h"

namespace core {
namespace {

/// Rows that are taken together while panel after panel passes: their pieces stay in the
/// second-level cache, and there is enough for all threads.
int64_t rowsATime(int64_t rows, int64_t in, int64_t panels)
{
    constexpr int64_t inputNumbers = 1 << 18;
    int64_t most = std::clamp(inputNumbers / in / amxRows, int64_t(3), int64_t(6)) * amxRows;
    while (quotientUp(rows, most) * panels < 4 * at::get_num_threads() && most > amxRows)
        most /= 2;
    const int64_t parts = quotientUp(rows, most);
    return quotientUp(quotientUp(rows, parts), amxRows) * amxRows;
}

/// x: [rows, in] in pieces, whole blocks of rows.
torch::Tensor inPieces(const torch::Tensor &x, int64_t rows, int64_t in, AmxPieces pieces)
{
    const int64_t blocks = 2 * quotientUp(rows, amxRows);
    torch::Tensor target =
        torch::empty({blocks, int64_t(pieces) * 16 * in}, x.options().dtype(torch::kBFloat16));
    const auto *from = x.const_data_ptr<float>();
    auto *to = reinterpret_cast<uint16_t *>(target.data_ptr<at::BFloat16>());
    shareOut(blocks, [&](int64_t i) {
        amxSplit(from + i * 16 * in, std::clamp(rows - i * 16, int64_t(0), int64_t(16)), in, pieces,
            to + i * target.size(1));
    });
    return target;
}

void runJob(const AmxLinearJob &job, int64_t rows)
{
    const int64_t panels = job.out / amxColumns;
    const int64_t step = rowsATime(rows, job.in, panels);
    const ThreadScratch scratch(amxLinearScratch(step));
    shareOut(quotientUp(rows, step) * panels, [&](int64_t i) {
        const int64_t row = i / panels * step;
        amxLinear(job,
            {.panel = i % panels, .firstRow = row, .lastRow = std::min(row + step, rows)},
            scratch.mine());
    });
}

} // namespace

bool AmxLinear::suits(const torch::Tensor &weight, AmxPieces pieces)
{
    constexpr int64_t largeLayer = 1 << 17;
    const bool gains = pieces == AmxPieces::One || weight.numel() >= largeLayer;
    return gains && hasMatrixUnit() && weight.is_cpu() && weight.scalar_type() == torch::kFloat32
        && weight.size(0) % amxColumns == 0 && weight.size(1) % amxDepth == 0;
}

AmxLinear::AmxLinear(const torch::Tensor &weight, const torch::Tensor &bias, AmxPieces pieces)
    : m_pieces(pieces)
    , m_in(weight.size(1))
    , m_panels(amxPanels(weight, pieces))
    , m_bias(bias.defined() ? bias.contiguous() : torch::zeros({weight.size(0)}))
{
}

torch::Tensor AmxLinear::run(
    const torch::Tensor &x, LinearActivation activation, const torch::Tensor &addend) const
{
    std::vector<int64_t> shape = x.sizes().vec();
    shape.back() = m_bias.size(0);
    torch::Tensor result = torch::empty(shape);
    const int64_t rows = x.numel() / m_in;
    const torch::Tensor pieces = inPieces(x.contiguous(), rows, m_in, m_pieces);
    const torch::Tensor added = addend.defined() ? addend.contiguous() : addend;
    runJob({.pieces = m_pieces,
               .x = amxNumbers(pieces),
               .in = m_in,
               .out = m_bias.size(0),
               .weights = amxNumbers(m_panels),
               .bias = m_bias.const_data_ptr<float>(),
               .isGelu = activation == LinearActivation::Gelu,
               .addend = added.defined() ? added.const_data_ptr<float>() : nullptr,
               .target = result.data_ptr<float>()},
        rows);
    return result;
}

} // namespace core
