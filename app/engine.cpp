#include "app/engine.h"

#include <algorithm>
#include <charconv>
#include <optional>

namespace app {

namespace {

using core::Device;

std::optional<Device> named(const std::string &name, const std::vector<Device> &available)
{
    if (name == "auto")
        return available.back(); // cards come after the processor
    if (name == "cpu")
        return Device {};
    Device device {.kind = Device::Kind::Cuda, .index = 0};
    if (name.starts_with("cuda:")) {
        const char *end = name.data() + name.size();
        const auto [stop, error] = std::from_chars(name.data() + 5, end, device.index);
        if (error != std::errc() || stop != end)
            return std::nullopt;
    } else if (name != "cuda") {
        return std::nullopt;
    }
    return std::ranges::find(available, device) == available.end() ? std::nullopt
                                                                   : std::optional(device);
}

} // namespace

core::Result<std::unique_ptr<core::LocalSegmenter>> engineFor(
    const EngineOptions &options, const std::filesystem::path &program)
{
    const core::Model *model = core::modelNamed(options.model);
    if (!model)
        return core::fail(core::Error::Code::ModelMissing, "no model is called " + options.model);
    const auto device = named(options.device, core::availableDevices());
    if (!device)
        return core::fail(
            core::Error::Code::Unexpected, "there is no device " + options.device + " here");
    if (options.threads > 0)
        core::setNetworkThreads(options.threads);
    return core::modelsFolder(program).map([&](const std::filesystem::path &folder) {
        core::LocalSegmenterOptions wish {.device = *device,
            .precision = options.precision,
            .fineStages = options.fineStages};
        // A processor gains nothing by batches, and a mask from one differs in its last digits:
        // the same photo must give the same print whatever waits beside it.
        if (device->kind == core::Device::Kind::Cpu)
            wish.batchLimit = 1;
        return std::make_unique<core::LocalSegmenter>(*model, folder, wish);
    });
}

std::string deviceSentence()
{
    std::string sentence;
    for (const Device &device : core::availableDevices())
        sentence += (sentence.empty() ? "" : ", ") + core::nameOf(device);
    sentence += ", " + std::to_string(core::networkThreads()) + " threads";
    if (core::availableDevices().size() == 1)
        sentence += " (no CUDA device: masks are made on the processor)";
    return sentence;
}

} // namespace app
