#pragma once

#include "core/image/size.h"
#include "core/inference/loaded_networks.h"

#include <algorithm>
#include <memory>
#include <mutex>
#include <vector>

/// A network that says how red each pixel is, and does as it is told. What it was asked is kept.
struct FakeNetwork
{
    struct Pass
    {
        core::Device device;
        core::Precision precision = core::Precision::Float32;
        int batch = 0;
        core::Size size;
        core::MapParts parts = core::MapParts::Whole;
        std::optional<core::Blending> blending {}; ///< `size` is that of the larger input
        friend bool operator==(const Pass &, const Pass &) = default;
    };
    /// Changes what a pass answers: an error, or nothing.
    std::function<std::optional<core::Error>(const Pass &)> refuse;
    /// Changes a value of a map of that precision.
    std::function<float(core::Precision, core::Size, float)> bend;
    /// What loading with these options ends in.
    std::function<std::optional<core::Error>(const core::NetworkOptions &)> refuseToLoad;
    std::function<std::optional<std::int64_t>(const core::Device &)> freeMemory;

    std::vector<Pass> passes;
    std::vector<core::Size> lowSizes; ///< of the blended ones
    std::vector<core::NetworkOptions> loads;

    core::NetworkSource source()
    {
        return {
            .load = [this](const core::NetworkOptions &options) { return load(options); },
            .freeMemory =
                [this](const core::Device &device) {
                    return freeMemory ? freeMemory(device) : std::nullopt;
                },
        };
    }

private:
    core::Result<core::LoadedNetwork> load(const core::NetworkOptions &options)
    {
        loads.push_back(options);
        if (const auto error = refuseToLoad ? refuseToLoad(options) : std::nullopt)
            return tl::unexpected(*error);
        return core::LoadedNetwork {options,
            [this, options](const std::vector<core::NetworkInput> &inputs, core::MapParts parts,
                const std::stop_token &stop) { return run(options, inputs, parts, stop); },
            [this, options](const core::NetworkInput &low, const core::NetworkInput &high,
                core::Blending blending, const std::stop_token &) {
                return runBlended(options, low, high, blending);
            }};
    }

    /// What the high input alone gives.
    core::Result<core::SaliencyMap> runBlended(const core::NetworkOptions &options,
        const core::NetworkInput &low, const core::NetworkInput &high, core::Blending blending)
    {
        const Pass pass {options.device, options.precision, 1, {high.width, high.height},
            core::MapParts::Whole, blending};
        passes.push_back(pass);
        lowSizes.push_back({low.width, low.height});
        if (const auto error = refuse ? refuse(pass) : std::nullopt)
            return tl::unexpected(*error);
        return mapOf(pass, high);
    }

    core::Result<std::vector<core::SaliencyMap>> run(const core::NetworkOptions &options,
        const std::vector<core::NetworkInput> &inputs, core::MapParts parts,
        const std::stop_token &stop)
    {
        const Pass pass {options.device, options.precision, int(inputs.size()),
            {inputs.front().width, inputs.front().height}, parts};
        passes.push_back(pass);
        if (const auto error = refuse ? refuse(pass) : std::nullopt)
            return tl::unexpected(*error);
        if (stop.stop_requested())
            return core::fail(core::Error::Code::Cancelled);
        std::vector<core::SaliencyMap> maps;
        for (const core::NetworkInput &input : inputs)
            maps.push_back(mapOf(pass, input));
        return maps;
    }

    core::SaliencyMap mapOf(const Pass &pass, const core::NetworkInput &input) const
    {
        core::SaliencyMap map {.width = input.width, .height = input.height};
        for (std::size_t i = 0; i < input.rgb.size(); i += 3) {
            const float red = float(input.rgb[i]) / 255;
            map.values.push_back(bend ? bend(pass.precision, pass.size, red) : red);
        }
        map.rawMaximum = *std::max_element(map.values.begin(), map.values.end());
        return map;
    }
};
