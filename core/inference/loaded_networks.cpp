#include "core/inference/loaded_networks.h"

#include "core/inference/map_agreement.h"
#include "core/inference/network_input.h"

#include <cstdio>
#include <memory>

namespace core {

namespace {

bool isCard(const Device &device)
{
    return device.kind == Device::Kind::Cuda;
}

NetworkOptions exactly(NetworkOptions options)
{
    options.precision = Precision::Float32;
    return options;
}

/// "its mask of the test picture differs by 0.0213 on average, 3.1 % of it by more than 0.1"
std::string sentenceOf(const MapDifference &difference)
{
    char text[128];
    std::snprintf(text, sizeof text,
        "its mask of the test picture differs by %.4f on average, %.1f %% of it by more than 0.1",
        difference.mean, 100 * difference.shareOff);
    return text;
}

Result<cv::Mat> testMask(
    const LoadedNetwork &network, const NetworkInput &picture, const std::stop_token &stop)
{
    return network.run({picture}, MapParts::Whole, stop).map([](const std::vector<SaliencyMap> &maps) {
        return matOf(maps.front());
    });
}

/// Why the precision is not to be used; "" where it is. Errors: Cancelled, and those of float32.
Result<std::string> objection(const LoadedNetwork &tested, const LoadedNetwork &exact, int side,
    const std::stop_token &stop)
{
    const auto picture = networkInput(parityPicture(side), {side, side});
    if (!picture)
        return tl::unexpected(picture.error());
    const auto reference = testMask(exact, *picture, stop);
    if (!reference)
        return tl::unexpected(reference.error());
    const auto mask = testMask(tested, *picture, stop);
    if (!mask && mask.error().code == Error::Code::Cancelled)
        return tl::unexpected(mask.error());
    if (!mask)
        return mask.error().detail;
    const MapDifference difference = differenceOf(*mask, *reference);
    return isWithin(difference, parityBound) ? std::string() : sentenceOf(difference);
}

} // namespace

NetworkSource networksOf(const std::filesystem::path &checkpoint)
{
    return {.load = [checkpoint](const NetworkOptions &options) {
        return Network::load(checkpoint, options).map([&options](Network network) {
            const auto shared = std::make_shared<Network>(std::move(network));
            return LoadedNetwork {options,
                [shared](const std::vector<NetworkInput> &inputs, MapParts parts,
                    const std::stop_token &stop) {
                    return shared->runBatch(inputs, stop, parts);
                },
                [shared](const NetworkInput &low, const NetworkInput &high, Blending blending,
                    const std::stop_token &stop) {
                    return shared->runBlended(low, high, blending, stop);
                }};
        });
    }};
}

Result<LoadedNetworks> LoadedNetworks::load(const NetworkOptions &wished, int paritySide,
    const NetworkSource &source, const std::stop_token &stop)
{
    LoadedNetworks networks;
    networks.m_source = source;
    if (auto loaded = networks.loadExact(wished); !loaded)
        return tl::unexpected(loaded.error());
    const bool isWhereWished = networks.options().device == wished.device;
    if (wished.precision != Precision::Float32 && isWhereWished)
        if (auto tried = networks.tryPrecision(wished.precision, paritySide, stop); !tried)
            return tl::unexpected(tried.error());
    return networks;
}

Result<> LoadedNetworks::loadExact(NetworkOptions wished)
{
    auto exact = m_source.load(exactly(wished));
    if (!exact && exact.error().code == Error::Code::OutOfMemory && isCard(wished.device)) {
        m_steps.push_back("on the CPU in float32 instead of " + nameOf(wished.device)
            + ": its memory does not hold the network");
        wished.device = {};
        exact = m_source.load(exactly(wished));
    }
    if (!exact)
        return tl::unexpected(exact.error());
    m_wished = std::move(*exact);
    return {};
}

Result<> LoadedNetworks::tryPrecision(
    Precision precision, int paritySide, const std::stop_token &stop)
{
    NetworkOptions options = m_wished.options;
    options.precision = precision;
    auto tried = m_source.load(options);
    const auto against = tried ? objection(*tried, m_wished, paritySide, stop)
                               : Result<std::string>(tried.error().detail);
    if (!against)
        return tl::unexpected(against.error());
    if (!against->empty()) {
        m_steps.push_back("float32 instead of " + nameOf(precision) + ": " + *against);
        return {};
    }
    LoadedNetwork exact = std::exchange(m_wished, std::move(*tried));
    if (precision == Precision::Int8)
        m_exact = std::move(exact);
    return {};
}

NetworkOptions LoadedNetworks::optionsAt(const Device &device, Use use) const
{
    NetworkOptions options = m_wished.options;
    if (use == Use::Exact || device != options.device)
        options.precision = Precision::Float32;
    options.device = device;
    return options;
}

bool LoadedNetworks::holds(const Device &device) const
{
    return device == options().device || m_onProcessor;
}

Result<LoadedNetwork> LoadedNetworks::at(const Device &device, Use use)
{
    if (device == options().device)
        return use == Use::Exact && m_exact.run ? m_exact : m_wished;
    if (!m_onProcessor) {
        auto loaded = m_source.load(optionsAt(device, use));
        if (!loaded)
            return tl::unexpected(loaded.error());
        m_onProcessor = std::move(*loaded);
    }
    return *m_onProcessor;
}

} // namespace core
