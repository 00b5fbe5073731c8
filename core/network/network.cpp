#include "core/network/network.h"

#include "core/network/architectures.h"
#include "core/network/blending.h"
#include "core/network/choices.h"
#include "core/network/half_range.h"
#include "core/network/inspyrenet_modules.h"
#include "core/network/module_from.h"
#include "core/network/normalisation.h"
#include "core/network/page_keeper.h"
#include "core/network/tensor_float.h"
#include "core/network/torch_error.h"
#include "core/network/transfer.h"
#include "core/network/weights.h"

#include <chrono>
#include <type_traits>

namespace core {

struct Network::Loaded
{
    NetworkOptions options;
    Inspyrenet module;
    torch::Device device;
    Preparation how;

    PyramidMaps pass(const std::vector<NetworkInput> &inputs, const Watch &watch,
        const FinestStage &finest) const;
    PyramidMaps pass(const std::vector<NetworkInput> &inputs, const Watch &watch) const
    {
        return pass(inputs, watch, {.where = options.fineStages});
    }
    torch::Tensor blendedPass(const NetworkInput &low, const NetworkInput &high, Blending blending,
        const Watch &watch) const;
};

namespace {

struct Stopped
{
};

torch::Device torchDevice(const Device &device)
{
    if (device.kind == Device::Kind::Cpu)
        return torch::kCPU;
    return {torch::kCUDA, c10::DeviceIndex(device.index)};
}

/// Weights stay float32, and whole numbers whole: layers make of them what they run on.
void move(torch::nn::Module &module, const torch::Device &device)
{
    if (device.is_cpu())
        return;
    for (torch::Tensor &parameter : module.parameters())
        parameter.set_data(parameter.to(device));
    for (torch::Tensor &buffer : module.buffers())
        buffer.set_data(buffer.to(device));
}

Preparation preparationFor(const NetworkOptions &options)
{
    const bool onCpu = options.device.kind == Device::Kind::Cpu;
    const bool emulatesHalf = onCpu && options.precision == Precision::Float16;
    return {.precision = options.precision,
        .execution = onCpu && !emulatesHalf ? Execution::Planned : Execution::Plain,
        .emulatesHalf = emulatesHalf};
}

bool isLegal(const NetworkInput &input)
{
    const auto legalSide = [](int side) { return side >= 32 && side <= 16384 && side % 32 == 0; };
    return legalSide(input.width) && legalSide(input.height)
        && input.rgb.size() == 3 * std::size_t(input.width) * std::size_t(input.height);
}

bool areLegal(const std::vector<NetworkInput> &inputs)
{
    const auto isLike = [&inputs](const NetworkInput &input) {
        return isLegal(input) && input.width == inputs.front().width
            && input.height == inputs.front().height;
    };
    return !inputs.empty() && std::ranges::all_of(inputs, isLike);
}

/// Inputs of equal size -> [N, 3, H, W] float32, channels last.
torch::Tensor normalised(const std::vector<NetworkInput> &inputs)
{
    static const auto table = normalisedValues();
    const NetworkInput &first = inputs.front();
    torch::Tensor pixels =
        torch::empty({int64_t(inputs.size()), first.height, first.width, 3});
    auto *target = pixels.data_ptr<float>();
    for (const NetworkInput &input : inputs) {
        for (std::size_t i = 0; i < input.rgb.size(); i += 3)
            for (std::size_t channel = 0; channel < 3; ++channel)
                target[i + channel] = table[channel][input.rgb[i + channel]];
        target += input.rgb.size();
    }
    return pixels.permute({0, 3, 1, 2});
}

/// d0 [1, H, W] -> the map; stretched as inspyrenet/spec.md, 13.
SaliencyMap mapFrom(const torch::Tensor &logits, bool stretched)
{
    const torch::Tensor alpha = fetched(logits).sigmoid().contiguous();
    SaliencyMap map {.width = int(alpha.size(2)), .height = int(alpha.size(1))};
    const auto *first = alpha.data_ptr<float>();
    map.values.assign(first, first + alpha.numel());
    const auto [least, most] = std::minmax_element(map.values.begin(), map.values.end());
    const float low = *least;
    map.rawMaximum = *most;
    const float range = map.rawMaximum - low + 1e-8F;
    if (stretched)
        for (float &pixel : map.values)
            pixel = (pixel - low) / range;
    return map;
}

/// What `work` gives; Cancelled where `stop` is asked for before it or between its stages.
template <typename Work>
auto stoppable(const std::stop_token &stop, const Work &work)
    -> Result<std::invoke_result_t<Work, const Watch &>>
{
    const Watch stopIfAsked = [&stop](const char *stage, const torch::Tensor &) {
        if (stage)
            endStage(stage);
        if (stop.stop_requested())
            throw Stopped {};
    };
    try {
        const c10::InferenceMode inference;
        stopIfAsked(nullptr, {});
        return work(stopIfAsked);
    } catch (const Stopped &) {
        return fail(Error::Code::Cancelled);
    } catch (const std::exception &problem) {
        return tl::unexpected(errorFrom(problem));
    }
}

} // namespace

Result<Inspyrenet> moduleFrom(
    const std::filesystem::path &checkpoint, const NetworkOptions &options)
{
    auto tensors = readCheckpoint(checkpoint);
    if (!tensors)
        return tl::unexpected(tensors.error());
    Inspyrenet module = builtFor(options);
    if (auto loaded = loadWeights(*module, std::move(*tensors)); !loaded)
        return tl::unexpected(loaded.error());
    module->eval();
    return module;
}

PyramidMaps Network::Loaded::pass(const std::vector<NetworkInput> &inputs, const Watch &watch,
    const FinestStage &finest) const
{
    return Inspyrenet(module)->forward(
        sent(normalised(inputs), device, how.type()), watch, finest);
}

/// Near edges, the high-resolution pass computes of its finest Laplacian what blending reads, and
/// the low-resolution pass everything: the map is the same.
torch::Tensor Network::Loaded::blendedPass(const NetworkInput &low, const NetworkInput &high,
    Blending blending, const Watch &watch) const
{
    const torch::Tensor coarse = pass({low}, watch, {}).d0;
    BegunBlending begun;
    const auto begin = [&](const PyramidMaps &fine) {
        begun = begunBlending(coarse, fine, blending, watch);
        return begun.counts;
    };
    const PyramidMaps fine = pass({high}, watch, {.where = options.fineStages, .counts = begin});
    return finished(begun, fine.p0, watch).d0;
}

Network::Network(std::unique_ptr<Loaded> loaded)
    : m_loaded(std::move(loaded))
{
}
Network::Network(Network &&) noexcept = default;
Network &Network::operator=(Network &&) noexcept = default;
Network::~Network()
{
    if (!m_loaded)
        return;
    m_loaded.reset();
    releaseKeptPages();
}

const NetworkOptions &Network::options() const
{
    return m_loaded->options;
}

Result<Network> Network::load(
    const std::filesystem::path &checkpoint, const NetworkOptions &options)
{
    if (auto usable = checkOptions(options); !usable)
        return tl::unexpected(usable.error());
    try {
        keepPages();
        const auto read = moduleFrom(checkpoint, options);
        if (!read)
            return tl::unexpected(read.error());
        Inspyrenet module = *read;
        const torch::Device device = torchDevice(options.device);
        const Preparation how = preparationFor(options);
        const c10::InferenceMode inference;
        if (device.is_cuda())
            applyTensorFloat32();
        move(*module, device);
        module->prepareParts(how);
        if (how.emulatesHalf)
            endStage("weights");
        forgetLoadedWeights(*module);
        releaseKeptPages(); // reading takes more than the weights do
        return Network(std::make_unique<Loaded>(Loaded {options, module, device, how}));
    } catch (const std::exception &problem) {
        return tl::unexpected(errorFrom(problem));
    }
}

Result<SaliencyMap> Network::run(const NetworkInput &input, const std::stop_token &stop)
{
    return runBatch({input}, stop).map([](std::vector<SaliencyMap> maps) {
        return std::move(maps.front());
    });
}

Result<std::vector<SaliencyMap>> Network::runBatch(
    const std::vector<NetworkInput> &inputs, const std::stop_token &stop, MapParts parts)
{
    if (!areLegal(inputs))
        return fail(Error::Code::Unexpected, "the network cannot take this size");
    m_loaded->module->takeMaps(parts);
    return stoppable(stop, [&](const Watch &watch) {
        const torch::Tensor logits = m_loaded->pass(inputs, watch).d0;
        std::vector<SaliencyMap> maps;
        for (int64_t n = 0; n < logits.size(0); ++n)
            maps.push_back(mapFrom(logits[n], m_loaded->options.stretched));
        return maps;
    });
}

Result<SaliencyMap> Network::runBlended(const NetworkInput &low, const NetworkInput &high,
    Blending blending, const std::stop_token &stop)
{
    if (!isLegal(low) || !isLegal(high))
        return fail(Error::Code::Unexpected, "the network cannot take this size");
    m_loaded->module->takeMaps(MapParts::Whole);
    return stoppable(stop, [&](const Watch &watch) {
        const torch::Tensor logits = m_loaded->blendedPass(low, high, blending, watch);
        return mapFrom(logits[0], m_loaded->options.stretched);
    });
}

Result<std::vector<StageTime>> Network::stageTimes(int width, int height)
{
    using Clock = std::chrono::steady_clock;
    NetworkInput grey {.width = width, .height = height, .rgb = {}};
    grey.rgb.assign(std::size_t(std::max(width, 0)) * std::size_t(std::max(height, 0)) * 3, 128);
    if (!isLegal(grey))
        return fail(Error::Code::Unexpected, "the network cannot take this size");
    std::vector<StageTime> times;
    auto last = Clock::now();
    const auto note = [&](const char *stage, const torch::Tensor &) {
        const auto now = Clock::now();
        times.push_back({stage, std::chrono::duration<double>(now - last).count()});
        last = now;
    };
    try {
        const c10::InferenceMode inference;
        static_cast<void>(m_loaded->pass({grey}, note));
        return times;
    } catch (const std::exception &problem) {
        return tl::unexpected(errorFrom(problem));
    }
}

} // namespace core
