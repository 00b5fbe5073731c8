#include "core/network/window_attention.h"

#include "core/network/processor.h"
#include "core/network/share_out.h"
#include "core/network/thread_scratch.h"
#include "core/network/window_kernel.h"

#include <cmath>

namespace core {
namespace {

const auto floatKernel = bestForProcessor<WindowKernel>(windowHeadAvx512, windowHeadAvx2);

WindowKernel kernelFor(const WindowJob &job, Products products)
{
    const bool inPairs = products == Products::BFloat16Pairs && job.headSize % 32 == 0;
    return inPairs ? windowHeadBFloat16 : floatKernel;
}

/// Which place each window of a strip has. They are ordered by it.
std::vector<std::size_t> placesOf(const WindowStrip &strip)
{
    std::vector<std::size_t> places;
    for (std::size_t place = 0; place < windowPlaces; ++place)
        places.insert(places.end(), std::size_t(strip.windows.at(place)), place);
    return places;
}

void runJob(const WindowJob &job, const WindowStrip &strip, const WindowTerms &terms)
{
    const WindowKernel kernel = kernelFor(job, terms.products);
    const std::vector<std::size_t> places = placesOf(strip);
    const ThreadScratch scratch(windowScratch(job));
    shareOut(int64_t(places.size()) * job.heads, [&](int64_t i) {
        WindowHead which {.window = i / job.heads, .head = i % job.heads};
        const std::size_t place = places[std::size_t(which.window)];
        if (terms.masks.defined() && place != std::size_t(WindowPlace::Inside))
            which.mask = terms.masks.const_data_ptr<float>()
                + int64_t(place) * job.windowTokens * job.windowTokens;
        kernel(job, which, scratch.mine());
    });
}

} // namespace

bool hasWindowKernel(int64_t windowTokens, int64_t headSize)
{
    return floatKernel && windowTokens % 16 == 0 && headSize % 16 == 0;
}

torch::Tensor attendedInWindows(
    const torch::Tensor &qkv, const WindowStrip &strip, const WindowTerms &terms)
{
    const int64_t channels = qkv.size(2) / 3;
    WindowJob job {.padding = terms.paddingQkv.const_data_ptr<float>(),
        .tokens = strip.tokens,
        .heads = terms.bias.size(0),
        .headSize = channels / terms.bias.size(0),
        .windowTokens = terms.bias.size(1),
        .tokenAt = strip.tokenAt.const_data_ptr<int64_t>(),
        .bias = terms.bias.const_data_ptr<float>()};
    job.scale = float(1 / std::sqrt(double(job.headSize)));
    const torch::Tensor whole = qkv.contiguous();
    torch::Tensor attended = torch::empty({qkv.size(0), qkv.size(1), channels}, qkv.options());
    for (int64_t n = 0; n < qkv.size(0); ++n) {
        job.qkv = whole.const_data_ptr<float>() + n * job.tokens * 3 * channels;
        job.target = attended.data_ptr<float>() + n * job.tokens * channels;
        runJob(job, strip, terms);
    }
    return attended;
}

} // namespace core
