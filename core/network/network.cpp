#include "core/network/network.h"

#include "core/network/inspyrenet_modules.h"
#include "core/network/lite_backbone_modules.h"
#include "core/network/module_from.h"
#include "core/network/normalisation.h"
#include "core/network/page_keeper.h"
#include "core/network/quantised_linear.h"
#include "core/network/res2net_backbone_modules.h"
#include "core/network/swin_backbone_modules.h"
#include "core/network/tensor_float.h"
#include "core/network/torch_error.h"
#include "core/network/transfer.h"
#include "core/network/weights.h"

#include <chrono>

namespace core {

struct Network::Loaded
{
    NetworkOptions options;
    Inspyrenet module;
    torch::Device device;
    Preparation how;

    PyramidMaps pass(const std::vector<NetworkInput> &inputs, const Watch &watch) const;
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

std::shared_ptr<Backbone> backboneFor(Architecture architecture)
{
    switch (architecture) {
    case Architecture::Lite:
        return std::make_shared<LiteBackboneImpl>();
    case Architecture::SwinB:
        return std::make_shared<SwinBackboneImpl>();
    case Architecture::TinySwin:
        return std::make_shared<SwinBackboneImpl>(
            SwinOptions {.embed = 16, .depths = {2, 2, 2, 2}, .heads = {1, 2, 4, 8}});
    case Architecture::Res2Net50:
        return std::make_shared<Res2NetBackboneImpl>();
    case Architecture::TinyRes2Net:
        return std::make_shared<Res2NetBackboneImpl>(
            Res2NetOptions {.blocks = {1, 1, 1, 3}, .baseWidth = 4});
    }
    return nullptr;
}

/// Channels of everything after the backbone.
int64_t depthOf(Architecture architecture)
{
    switch (architecture) {
    case Architecture::Lite:
        return 32;
    case Architecture::SwinB:
    case Architecture::Res2Net50:
        return 64;
    case Architecture::TinySwin:
    case Architecture::TinyRes2Net:
        return 16;
    }
    return 0;
}

Inspyrenet builtFor(const NetworkOptions &options)
{
    return Inspyrenet(InspyrenetOptions {.depth = depthOf(options.architecture),
                          .baseHeight = options.baseSize,
                          .baseWidth = options.baseSize,
                          .fineStages = options.fineStages},
        backboneFor(options.architecture));
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

bool processorHasBFloat16()
{
#if defined(__x86_64__)
    return __builtin_cpu_supports("avx512bf16");
#else
    return false;
#endif
}

Result<> checkOptions(const NetworkOptions &options)
{
    const bool onCpu = options.device.kind == Device::Kind::Cpu;
    if (!onCpu
        && (!torch::cuda::is_available() || options.device.index < 0
            || options.device.index >= int(torch::cuda::device_count())))
        return fail(Error::Code::Unexpected, "there is no device " + nameOf(options.device));
    if (onCpu && options.precision == Precision::BFloat16 && !processorHasBFloat16())
        return fail(Error::Code::Unexpected, "this processor has no bfloat16 arithmetic");
    if (options.precision == Precision::Int8) {
        const bool isSwin = options.architecture == Architecture::SwinB
            || options.architecture == Architecture::TinySwin;
        if (!onCpu || !isSwin || !QuantisedLinear::isAvailable())
            return fail(Error::Code::Unexpected,
                "int8 is for the linear layers of Swin networks on the processor");
    }
    if (options.baseSize < 32 || options.baseSize > 8192)
        return fail(Error::Code::Unexpected, "base size " + std::to_string(options.baseSize));
    return {};
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

/// (v / 255 - mean) / std for each channel and 8-bit value, rounded to float32 where the reference
/// rounds (inspyrenet/spec.md, 15).
std::array<std::array<float, 256>, 3> normalisation()
{
    std::array<std::array<float, 256>, 3> table {};
    for (std::size_t channel = 0; channel < 3; ++channel)
        for (std::size_t v = 0; v < 256; ++v) {
            const auto centred = float(double(float(v) / 255.0F) - imageMean.at(channel));
            table.at(channel).at(v) = float(double(centred) / imageDeviation.at(channel));
        }
    return table;
}

/// Inputs of equal size -> [N, 3, H, W] float32, channels last.
torch::Tensor normalised(const std::vector<NetworkInput> &inputs)
{
    static const auto table = normalisation();
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

} // namespace

Result<Inspyrenet> moduleFrom(
    const std::filesystem::path &checkpoint, const NetworkOptions &options)
{
    const auto tensors = readCheckpoint(checkpoint);
    if (!tensors)
        return tl::unexpected(tensors.error());
    Inspyrenet module = builtFor(options);
    if (auto loaded = loadWeights(*module, *tensors); !loaded)
        return tl::unexpected(loaded.error());
    module->eval();
    return module;
}

PyramidMaps Network::Loaded::pass(
    const std::vector<NetworkInput> &inputs, const Watch &watch) const
{
    return Inspyrenet(module)->forward(sent(normalised(inputs), device, how.type()), watch);
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
        prepareAll(*module, how);
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
    const std::vector<NetworkInput> &inputs, const std::stop_token &stop)
{
    if (!areLegal(inputs))
        return fail(Error::Code::Unexpected, "the network cannot take this size");
    const auto stopIfAsked = [&stop](const char *, const torch::Tensor &) {
        if (stop.stop_requested())
            throw Stopped {};
    };
    try {
        const c10::InferenceMode inference;
        stopIfAsked(nullptr, {});
        const torch::Tensor logits = m_loaded->pass(inputs, stopIfAsked).d0;
        std::vector<SaliencyMap> maps;
        for (int64_t n = 0; n < logits.size(0); ++n)
            maps.push_back(mapFrom(logits[n], m_loaded->options.stretched));
        return maps;
    } catch (const Stopped &) {
        return fail(Error::Code::Cancelled);
    } catch (const std::exception &problem) {
        return tl::unexpected(errorFrom(problem));
    }
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
