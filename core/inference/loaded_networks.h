#pragma once

#include "core/network/free_memory.h"
#include "core/network/memory_demand.h"
#include "core/network/network.h"

#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace core {

/// A network that is ready to run; see Network::runBatch() and runBlended().
struct LoadedNetwork
{
    NetworkOptions options;
    std::function<Result<std::vector<SaliencyMap>>(
        const std::vector<NetworkInput> &, MapParts, const std::stop_token &)>
        run;
    std::function<Result<SaliencyMap>(const NetworkInput &low, const NetworkInput &high, Blending,
        const std::stop_token &)>
        runBlended;
};

/// Where networks and the figures of memory come from. Tests bring their own.
struct NetworkSource
{
    std::function<Result<LoadedNetwork>(const NetworkOptions &)> load;
    std::function<std::optional<std::int64_t>(const Device &)> freeMemory = core::freeMemory;
};

/// Those of a checkpoint and of this machine.
NetworkSource networksOf(const std::filesystem::path &checkpoint);

/// The networks that a segmenter holds of one checkpoint: one of the wished precision where it
/// proves right, float32 otherwise; float32 beside int8, for previews and second opinions; and one
/// on the processor once a card's memory does not suffice.
class LoadedNetworks
{
public:
    enum class Use {
        Wished, ///< as the options say, as far as that works
        Exact, ///< float32
    };

    /// Loads float32 first. Another precision is then compared with it on one picture (parityBound)
    /// of paritySide x paritySide px, and float32 stays where they disagree or the precision cannot
    /// be had. A card whose memory does not hold the weights gives way to the processor. steps()
    /// says all of it. Errors: those of Network::load(), for float32; Cancelled.
    static Result<LoadedNetworks> load(const NetworkOptions &wished, int paritySide,
        const NetworkSource &source, const std::stop_token &stop);

    /// What masks are made with: device and precision as they turned out.
    const NetworkOptions &options() const { return m_wished.options; }

    /// Options of the network that at() would give.
    NetworkOptions optionsAt(const Device &device, Use use) const;
    /// True where at() need not load anything.
    bool holds(const Device &device) const;
    /// The network for that device. On the processor beside a card it is float32, and loaded when
    /// it is first asked for. Errors: those of Network::load().
    Result<LoadedNetwork> at(const Device &device, Use use);

    /// Steps away from the wish that hold for every mask, in plain English.
    const std::vector<std::string> &steps() const { return m_steps; }

private:
    Result<> loadExact(NetworkOptions wished);
    Result<> tryPrecision(Precision precision, int paritySide, const std::stop_token &stop);

    NetworkSource m_source;
    LoadedNetwork m_wished;
    LoadedNetwork m_exact; ///< empty where m_wished is float32 or no second opinion is asked
    std::optional<LoadedNetwork> m_onProcessor; ///< beside a card
    std::vector<std::string> m_steps;
};

} // namespace core
