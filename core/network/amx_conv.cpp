#include "core/network/amx_conv.h"

#include "core/network/amx_weights.h"
#include "core/network/bfloat16_units.h"
#include "core/network/quotient.h"
#include "core/network/share_out.h"
#include "core/network/thread_scratch.h"

namespace core {
namespace {

/// Numbers of bfloat16 in a block with its padding: a quarter of a second-level cache.
constexpr int64_t blockNumbers = 1 << 18;

int64_t blockWidth(const AmxConvJob &job)
{
    constexpr int64_t usual = 96;
    const int64_t pixelNumbers = int64_t(job.pieces) * amxChannels(job.in);
    const int64_t most = job.height > 1
        ? usual
        : std::clamp(job.width / (4 * at::get_num_threads()), amxRows,
              std::max(amxRows, blockNumbers / pixelNumbers));
    return quotientUp(job.width, quotientUp(job.width, most));
}

int64_t blockHeight(const AmxConvJob &job, int64_t columns)
{
    const int64_t padding = 2 * job.padHeight;
    const int64_t fewest = std::max<int64_t>(padding, 1); // what is split is not mostly padding
    const int64_t rowNumbers = amxConvScratch(job, 1) - amxConvScratch(job, 0);
    int64_t rows = std::max(blockNumbers / rowNumbers - padding, fewest);
    const auto blocks = [&] { return quotientUp(job.height, rows) * columns; };
    while (blocks() < 4 * at::get_num_threads() && rows > fewest)
        rows = quotientUp(rows, 2);
    return rows;
}

void runJob(const AmxConvJob &job)
{
    const int64_t columns = quotientUp(job.width, job.blockWidth);
    const int64_t rows = blockHeight(job, columns);
    const ThreadScratch scratch(quotientUp(amxConvScratch(job, rows), 2));
    shareOut(quotientUp(job.height, rows) * columns, [&](int64_t i) {
        const int64_t top = i / columns * rows;
        const int64_t left = i % columns * job.blockWidth;
        amxConv(job,
            {.top = top,
                .bottom = std::min(top + rows, job.height),
                .left = left,
                .right = std::min(left + job.blockWidth, job.width)},
            reinterpret_cast<uint16_t *>(scratch.mine()));
    });
}

/// [out, in, h, w] -> [out to whole panels, taps, channels to whole steps]
torch::Tensor padded(const torch::Tensor &weight)
{
    const int64_t in = weight.size(1);
    const int64_t out = weight.size(0);
    const torch::Tensor taps = weight.permute({0, 2, 3, 1}).flatten(1, 2);
    return at::constant_pad_nd(
        taps, {0, amxChannels(in) - in, 0, 0, 0, quotientUp(out, amxColumns) * amxColumns - out});
}

} // namespace

bool AmxConv::suits(const torch::Tensor &weight, AmxPieces pieces)
{
    const bool isLarge = weight.size(0) >= 32 && weight.size(2) * weight.size(3) > 1;
    const bool gains = pieces == AmxPieces::One || isLarge;
    return gains && hasMatrixUnit() && weight.is_cpu() && weight.scalar_type() == torch::kFloat32
        && weight.size(0) % 16 == 0 && weight.size(1) % 8 == 0 && weight.size(2) % 2 == 1
        && weight.size(3) % 2 == 1;
}

AmxConv::AmxConv(
    const torch::Tensor &weight, const torch::Tensor &bias, int64_t dilation, AmxPieces pieces)
    : m_pieces(pieces)
    , m_in(weight.size(1))
    , m_height(weight.size(2))
    , m_width(weight.size(3))
    , m_dilation(dilation)
    , m_panels(amxPanels(padded(weight).flatten(1), pieces))
    , m_bias(bias.defined() ? bias.contiguous() : torch::zeros({weight.size(0)}))
{
}

AmxConvJob AmxConv::jobFor(const torch::Tensor &x, float least, float most) const
{
    const bool isOnePixel = m_height == 1 && m_width == 1; // then a map is one row
    AmxConvJob job {.pieces = m_pieces,
        .height = isOnePixel ? 1 : x.size(2),
        .width = isOnePixel ? x.size(2) * x.size(3) : x.size(3),
        .in = m_in,
        .out = m_bias.size(0),
        .padHeight = m_dilation * (m_height / 2),
        .padWidth = m_dilation * (m_width / 2),
        .tapCount = m_height * m_width,
        .weights = amxNumbers(m_panels),
        .bias = m_bias.const_data_ptr<float>(),
        .least = least,
        .most = most};
    job.blockWidth = blockWidth(job);
    return job;
}

/// Calls run(job) for each photo of x, its source set.
template <typename Run>
void AmxConv::eachPhoto(const torch::Tensor &x, AmxConvJob job, const Run &run) const
{
    std::vector<int64_t> taps;
    for (int64_t y = 0; y < m_height; ++y)
        for (int64_t column = 0; column < m_width; ++column)
            taps.push_back(m_dilation * (y * (job.blockWidth + 2 * job.padWidth) + column));
    job.taps = taps.data();
    const int64_t pixels = x.size(2) * x.size(3);
    for (int64_t n = 0; n < x.size(0); ++n) {
        job.source = x.const_data_ptr<float>() + n * pixels * m_in;
        run(job, n * pixels);
    }
}

void AmxConv::run(
    const torch::Tensor &x, torch::Tensor &target, ConvTarget mode, float least, float most) const
{
    auto *to = target.data_ptr<float>();
    eachPhoto(x, jobFor(x, least, most), [&](AmxConvJob job, int64_t firstPixel) {
        job.target = to + firstPixel * job.out;
        job.addend = mode == ConvTarget::AddedTo ? job.target : nullptr;
        runJob(job);
    });
}

torch::Tensor AmxConv::mixed(const torch::Tensor &x, const torch::Tensor &mixture,
    float mixtureBias, float least, float most) const
{
    torch::Tensor result = torch::empty({x.size(0), 1, x.size(2), x.size(3)});
    auto *to = result.data_ptr<float>();
    eachPhoto(x, jobFor(x, least, most), [&](AmxConvJob job, int64_t firstPixel) {
        job.mixture = mixture.const_data_ptr<float>();
        job.mixtureBias = mixtureBias;
        job.mixed = to + firstPixel;
        runJob(job);
    });
    return result;
}

} // namespace core
