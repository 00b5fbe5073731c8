#include "app/window_engine.h"

#include "app/engine.h"
#include "app/model_access.h"
#include "core/network/choices.h"
#include "ui/paths.h"

#include <QCoreApplication>

#include <cmath>

namespace app {

namespace {

std::filesystem::path thisProgram()
{
    return ui::pathOf(QCoreApplication::applicationFilePath());
}

/// Half precision runs on a processor too, but only as slow as float32: to try it out.
bool isWorthIt(const core::Device &device, core::Precision precision)
{
    return device.kind == core::Device::Kind::Cuda || precision != core::Precision::Float16;
}

std::vector<core::Precision> precisionsOf(const core::Device &device)
{
    std::vector<core::Precision> precisions;
    for (const core::Precision precision : core::allPrecisions()) {
        const core::NetworkOptions options {.architecture = core::Architecture::SwinB,
            .device = device,
            .precision = precision};
        if (isWorthIt(device, precision) && core::checkOptions(options))
            precisions.push_back(precision);
    }
    return precisions;
}

std::vector<ui::EngineDevice> devicesHere()
{
    std::vector<ui::EngineDevice> devices;
    for (const core::Device &device : core::availableDevices()) {
        const bool isCard = device.kind == core::Device::Kind::Cuda;
        devices.push_back({.setting = isCard ? "cuda:" + std::to_string(device.index) : "cpu",
            .name = core::nameOf(device),
            .precisions = precisionsOf(device)});
    }
    return devices;
}

/// Int8 is for some architectures alone; whatever else a device can do, it can for each of them.
bool suits(const core::ModelShelf &shelf, const std::string &model, core::Precision precision)
{
    const auto entry = shelf.entry(model);
    if (!entry || precision != core::Precision::Int8)
        return true;
    core::NetworkOptions options = entry->model.network;
    options.precision = precision;
    return core::checkOptions(options).has_value();
}

} // namespace

ui::EngineAccess engineAccess()
{
    ui::EngineAccess access;
    access.knows = {.fineStages = true, .memoryAlert = true, .blending = true};
    if (const auto shelf = core::ModelShelf::standard(thisProgram())) {
        access.models = modelStore(*shelf); // without a shelf there is no network either, and
                                            // loading one says why
        access.suits = [shelf = *shelf](const std::string &model, core::Precision precision) {
            return suits(shelf, model, precision);
        };
        access.blends = [shelf = *shelf](const std::string &model) {
            const auto entry = shelf.entry(model);
            return !entry || core::canBlend(entry->model);
        };
    }
    access.devices = devicesHere;
    access.cores = core::networkThreads();
    access.cacheBytes = [] { return core::keptMasks(core::maskCacheFolder()).bytes; };
    access.clearCache = [] { return core::clearMasks(core::maskCacheFolder()); };
    return access;
}

ui::ModelLoader::Make makeSegmenter(const ui::Settings &settings)
{
    const EngineOptions engine {.model = settings.model.toStdString(),
        .device = settings.device.toStdString(),
        .threads = settings.threads,
        .precision = core::precisionNamed(settings.precision.toStdString()), // "auto" is none
        .fineStages = settings.fineStages,
        .blending = settings.blending,
        .maskCacheBytes = std::llround(settings.cacheGigabytes * 1e9),
        .memoryAlertGigabytes = settings.memoryAlertGigabytes};
    return [engine, program = thisProgram()] {
        return engineFor(engine, program)
            .map([](std::unique_ptr<core::Segmenter> segmenter) {
                return ui::ModelLoader::Segmenter(std::move(segmenter));
            });
    };
}

} // namespace app
