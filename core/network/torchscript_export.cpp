#include "core/network/torchscript_export.h"

#include "core/network/module_from.h"
#include "core/network/normalisation.h"
#include "core/network/preparation.h"
#include "core/network/torch_error.h"

#include <fcntl.h>
#include <torch/csrc/jit/frontend/tracer.h>
#include <torch/csrc/jit/ir/constants.h>
#include <torch/script.h>
#include <unistd.h>

#include <cmath>

namespace fs = std::filesystem;

namespace core {
namespace {

namespace jit = torch::jit;

/// A float export may differ as the native network may from the reference.
constexpr double floatLimit = 1e-4;

/// Made of floats at once: a trace would keep the conversion of doubles, but not what it began with.
torch::Tensor floats(const std::array<double, 3> &values)
{
    return torch::tensor({float(values[0]), float(values[1]), float(values[2])});
}

/// [N, H, W, 3] uint8 -> [N, 3, H, W] float32 (inspyrenet/spec.md, 15).
torch::Tensor normalised(const torch::Tensor &pixels)
{
    const torch::Tensor mean = floats(imageMean);
    const torch::Tensor deviation = floats(imageDeviation);
    return ((pixels.to(torch::kFloat32) / 255 - mean) / deviation).permute({0, 3, 1, 2});
}

/// Logits [N, 1, H, W] -> map [N, H, W], 0..1 (inspyrenet/spec.md, 13).
torch::Tensor mapOf(const torch::Tensor &logits, bool stretched)
{
    const torch::Tensor alpha = logits.squeeze(1).sigmoid();
    if (!stretched)
        return alpha;
    const torch::Tensor least = alpha.amin({1, 2}, true);
    return (alpha - least) / (alpha.amax({1, 2}, true) - least + 1e-8);
}

torch::Tensor asBytes(const torch::Tensor &map)
{
    return (map * 255).round().to(torch::kUInt8);
}

/// Pictures as a camera would not make them, but neither flat nor all alike: soft blobs over waves.
NetworkInput picture(int size, int number)
{
    NetworkInput input {.width = size, .height = size, .rgb = {}};
    input.rgb.reserve(3 * std::size_t(size) * std::size_t(size));
    const double centre = 0.35 + 0.1 * number;
    for (int y = 0; y < size; ++y)
        for (int x = 0; x < size; ++x) {
            const double dx = double(x) / size - centre;
            const double dy = double(y) / size - 0.5;
            const double blob = 150 * std::exp(-20 * (dx * dx + dy * dy));
            for (const double turn : {7.0, 11.0, 17.0}) {
                const double wave = 50 * std::sin(turn * (dx + 2 * dy) + number);
                input.rgb.push_back(std::uint8_t(std::lround(52 + wave + blob)));
            }
        }
    return input;
}

std::vector<NetworkInput> pictures(const TorchScriptOptions &wanted, int firstNumber)
{
    std::vector<NetworkInput> inputs;
    for (int i = 0; i < wanted.batch; ++i)
        inputs.push_back(picture(wanted.size, firstNumber + i));
    return inputs;
}

/// The argument of the exported forward().
torch::Tensor argumentOf(const std::vector<NetworkInput> &inputs, bool u8)
{
    const NetworkInput &first = inputs.front();
    torch::Tensor pixels = torch::empty(
        {int64_t(inputs.size()), first.height, first.width, 3}, torch::kUInt8);
    auto *target = pixels.data_ptr<std::uint8_t>();
    for (const NetworkInput &input : inputs)
        target = std::ranges::copy(input.rgb, target).out;
    return u8 ? pixels : normalised(pixels).contiguous();
}

/// LibTorch's own operators on float32, no gradients, no inference mode: its tensors cannot be
/// traced.
Result<Inspyrenet> plainModule(const fs::path &checkpoint, const NetworkOptions &options)
{
    auto module = moduleFrom(checkpoint, options);
    if (!module)
        return module;
    for (torch::Tensor &parameter : (*module)->parameters())
        parameter.set_requires_grad(false);
    prepareAll(**module, {.precision = Precision::Float32, .execution = Execution::Plain});
    return module;
}

std::shared_ptr<jit::Graph> tracedGraph(
    Inspyrenet network, const TorchScriptOptions &wanted, bool stretched)
{
    const auto forward = [&](jit::Stack stack) -> jit::Stack {
        const torch::Tensor given = stack.front().toTensor();
        const torch::Tensor x = wanted.u8 ? normalised(given) : given;
        const torch::Tensor logits =
            network->forward(x, [](const char *, const torch::Tensor &) {}).d0;
        const torch::Tensor map = mapOf(logits, stretched);
        return {wanted.u8 ? asBytes(map) : map};
    };
    const auto noNames = [](const torch::Tensor &) { return std::string(); };
    return jit::tracer::trace({argumentOf(pictures(wanted, 0), wanted.u8)}, forward, noNames, true,
        false, nullptr, {"image"})
        .first->graph;
}

/// What a tracer takes for constants are the weights: as parameters they move with the module from
/// device to device.
void makeParameters(jit::Graph &graph, jit::Module &module, jit::Value *self)
{
    int count = 0;
    for (auto node = graph.nodes().begin(); node != graph.nodes().end(); ++node) {
        if (node->kind() != c10::prim::Constant || !node->output()->type()->cast<c10::TensorType>())
            continue;
        const auto value = jit::toIValue(node->output());
        if (!value || !value->isTensor() || value->toTensor().dim() == 0)
            continue;
        // Cloned: what is left of a larger tensor would be saved with all of it.
        const torch::Tensor tensor = value->toTensor().detach().clone();
        const std::string name = "weight_" + std::to_string(count++);
        if (tensor.is_floating_point())
            module.register_parameter(name, tensor, false);
        else
            module.register_buffer(name, tensor);
        self->setType(module.type());
        const jit::WithInsertPoint here(*node);
        node->output()->replaceAllUsesWith(graph.insertGetAttr(self, name));
        node.destroyCurrent();
    }
}

jit::Module scriptOf(std::shared_ptr<jit::Graph> graph)
{
    jit::Module module(c10::QualifiedName("__torch__.Pawtrait"));
    module.register_attribute("training", c10::BoolType::get(), false);
    jit::Value *self = graph->insertInput(0, "self");
    self->setType(module.type());
    makeParameters(*graph, module, self);
    const auto name = c10::QualifiedName(*module.type()->name(), "forward");
    module.type()->addMethod(
        module._ivalue()->compilation_unit()->create_function(name, std::move(graph)));
    return module;
}

/// A file that goes away unless it is given its name.
class FileBeside
{
public:
    explicit FileBeside(const fs::path &target)
        : m_target(target)
        , m_path(target.parent_path()
              / ("." + target.filename().string() + ".part-" + std::to_string(::getpid())))
    {
    }
    FileBeside(const FileBeside &) = delete;
    FileBeside &operator=(const FileBeside &) = delete;
    ~FileBeside()
    {
        std::error_code ignored;
        fs::remove(m_path, ignored);
    }

    const fs::path &path() const { return m_path; }

    /// On disk before it is to be found.
    Result<> named() const
    {
        const int file = ::open(m_path.c_str(), O_RDWR | O_CLOEXEC);
        const bool flushed = file >= 0 && ::fsync(file) == 0;
        if (file >= 0)
            ::close(file);
        std::error_code problem;
        if (flushed)
            fs::rename(m_path, m_target, problem);
        if (!flushed || problem)
            return fail(Error::Code::TargetUnwritable, m_target.string());
        return {};
    }

private:
    fs::path m_target;
    fs::path m_path;
};

Result<> save(const jit::Module &module, const fs::path &file)
{
    try {
        module.save(file.string());
        return {};
    } catch (const std::exception &problem) {
        return fail(Error::Code::TargetUnwritable, problem.what());
    }
}

Result<> write(const fs::path &checkpoint, const NetworkOptions &options,
    const TorchScriptOptions &wanted, const fs::path &file)
{
    const torch::NoGradGuard noGradients;
    const auto network = plainModule(checkpoint, options);
    if (!network)
        return tl::unexpected(network.error());
    return save(scriptOf(tracedGraph(*network, wanted, options.stretched)), file);
}

/// The native network's maps, [N, H, W].
Result<torch::Tensor> nativeMaps(const fs::path &checkpoint, const NetworkOptions &options,
    const std::vector<NetworkInput> &inputs)
{
    return Network::load(checkpoint, options)
        .and_then([&inputs](Network network) { return network.runBatch(inputs); })
        .map([](const std::vector<SaliencyMap> &maps) {
            std::vector<torch::Tensor> tensors;
            for (const SaliencyMap &map : maps)
                tensors.push_back(torch::tensor(map.values).view({map.height, map.width}));
            return at::stack(tensors);
        });
}

Result<TorchScriptAgreement> compared(const fs::path &file, const fs::path &checkpoint,
    const NetworkOptions &options, const TorchScriptOptions &wanted)
{
    const std::vector<NetworkInput> inputs = pictures(wanted, wanted.batch);
    const auto expected = nativeMaps(checkpoint, options, inputs);
    if (!expected)
        return tl::unexpected(expected.error());
    const torch::NoGradGuard noGradients;
    jit::Module module = jit::load(file.string());
    const torch::Tensor given = module.forward({argumentOf(inputs, wanted.u8)}).toTensor();
    const torch::Tensor wantedMaps = wanted.u8 ? asBytes(*expected) : *expected;
    if (given.sizes() != wantedMaps.sizes() || given.scalar_type() != wantedMaps.scalar_type())
        return fail(Error::Code::Unexpected, "the export gives tensors of another kind");
    const TorchScriptAgreement agreement {
        .largestDifference = (given.to(torch::kFloat64) - wantedMaps.to(torch::kFloat64))
                                 .abs()
                                 .max()
                                 .item<double>(),
        .limit = wanted.u8 ? 1 : floatLimit};
    if (!(agreement.largestDifference <= agreement.limit))
        return fail(Error::Code::Unexpected,
            "the export differs by " + std::to_string(agreement.largestDifference)
                + " from the network it was made of");
    return agreement;
}

Result<> checkWanted(const TorchScriptOptions &wanted, const fs::path &target)
{
    if (wanted.size < 32 || wanted.size > 16384 || wanted.size % 32 != 0 || wanted.batch < 1)
        return fail(Error::Code::Unexpected, "the network cannot take this size");
    std::error_code ignored;
    if (!wanted.replaces && fs::exists(target, ignored))
        return fail(Error::Code::TargetExists, target.string());
    return {};
}

} // namespace

Result<TorchScriptAgreement> exportTorchScript(const fs::path &checkpoint,
    const NetworkOptions &options, const TorchScriptOptions &wanted, const fs::path &target)
{
    if (const auto usable = checkWanted(wanted, target); !usable)
        return tl::unexpected(usable.error());
    NetworkOptions exact = options;
    exact.device = {};
    exact.precision = Precision::Float32;
    exact.fineStages = FineStages::Everywhere;
    try {
        const FileBeside file(target);
        if (const auto written = write(checkpoint, exact, wanted, file.path()); !written)
            return tl::unexpected(written.error());
        const auto agreement = compared(file.path(), checkpoint, exact, wanted);
        if (!agreement)
            return agreement;
        return file.named().map([&agreement] { return *agreement; });
    } catch (const std::exception &problem) {
        return tl::unexpected(errorFrom(problem));
    }
}

} // namespace core
