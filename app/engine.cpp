#include "app/engine.h"

#include "core/inference/cached_segmenter.h"
#include "core/models/model_shelf.h"
#include "core/network/choices.h"

namespace app {

namespace {

using core::Device;

core::Precision usualPrecision(const Device &device)
{
    return device.kind == Device::Kind::Cuda ? core::Precision::Float16 : core::Precision::Float32;
}

std::unique_ptr<core::Segmenter> withoutCache(
    const core::ShelvedModel &shelved, core::LocalSegmenterOptions wish)
{
    wish.loading = core::LocalSegmenterOptions::Loading::AtOnce;
    return std::make_unique<core::LocalSegmenter>(
        shelved.model, shelved.file.parent_path(), wish);
}

std::unique_ptr<core::Segmenter> withCache(const core::ShelvedModel &shelved,
    const core::ModelShelf &shelf, const core::LocalSegmenterOptions &wish,
    const core::MaskCache &cache)
{
    const auto folder = shelved.file.parent_path();
    const auto learned = [shelf, name = shelved.model.name](
                             const core::FileStamp &stamp, const std::string &sha256) {
        static_cast<void>(shelf.rememberSum(name, stamp, sha256)); // else it is read again
    };
    // Of the file before it is loaded.
    auto identity = core::maskIdentity(shelved.model, folder, wish, shelved.sha256, learned);
    return std::make_unique<core::CachedSegmenter>(
        std::make_unique<core::LocalSegmenter>(shelved.model, folder, wish), cache,
        std::move(identity));
}

} // namespace

core::Result<std::unique_ptr<core::Segmenter>> engineFor(
    const EngineOptions &options, const std::filesystem::path &program)
{
    const auto shelf = core::ModelShelf::standard(program);
    if (!shelf)
        return tl::unexpected(shelf.error());
    const auto device = core::deviceNamed(options.device, core::availableDevices());
    if (!device)
        return core::fail(
            core::Error::Code::ChoiceImpossible, "there is no device " + options.device);
    if (options.threads > 0)
        core::setNetworkThreads(options.threads);
    return shelf->find(options.model).map([&](core::ShelvedModel found) {
        core::LocalSegmenterOptions wish {.loading = options.loading,
            .device = *device,
            .precision = options.precision.value_or(usualPrecision(*device)),
            .fineStages = options.fineStages,
            .passes = {.resize = options.resize,
                .blending = options.blending,
                .memoryAlert = std::int64_t(options.memoryAlertGigabytes * 1e9)}};
        // A processor gains nothing by batches, and a mask from one differs in its last digits:
        // the same photo must give the same print whatever waits beside it.
        if (device->kind == core::Device::Kind::Cpu)
            wish.batchLimit = 1;
        found.model.fileName = found.file.filename().string();
        const core::MaskCache cache {core::maskCacheFolder(), options.maskCacheBytes};
        return cache.isOn() ? withCache(found, *shelf, wish, cache) : withoutCache(found, wish);
    });
}

core::Result<> checkChoice(const EngineOptions &options, const std::filesystem::path &program)
{
    const auto device = core::deviceNamed(options.device, core::availableDevices());
    return core::ModelShelf::standard(program)
        .and_then([&](const core::ModelShelf &shelf) { return shelf.entry(options.model); })
        .and_then([&](const auto &entry) -> core::Result<> {
            core::NetworkOptions network = entry.model.network;
            if (options.blending && !core::canBlend(entry.model))
                return core::fail(core::Error::Code::ChoiceImpossible,
                    "blending is for networks made for small pictures, and " + options.model
                        + " was made for " + std::to_string(network.baseSize) + " px");
            network.device = device.value_or(Device {});
            network.precision = options.precision.value_or(core::Precision::Float32);
            return core::checkOptions(network);
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
