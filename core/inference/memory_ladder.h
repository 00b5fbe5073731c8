#pragma once

#include "core/image/size.h"
#include "core/network/memory_demand.h"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace core {

/// One forward pass: how many inputs of which size go through the network together, and where.
struct PassPlan
{
    Device device;
    int batch = 1;
    Size size; ///< px of each input
    MapParts parts = MapParts::Whole; ///< on a card
    friend bool operator==(const PassPlan &, const PassPlan &) = default;
};

/// The memory of one device as it is now.
struct MemoryPlace
{
    Device device;
    std::optional<std::int64_t> usable; ///< bytes for a pass; nothing: unknown, and taken as enough
    bool holdsWeights = false; ///< the network lies there already
    bool ranOut = false; ///< a pass ended there for want of memory: `usable` is guessed from it
};

/// What is wished for, and what there is.
struct LadderQuestion
{
    PassPlan wanted;
    Size least; ///< inputs never get fewer pixels than this
    std::vector<MemoryPlace> places; ///< that of wanted.device first, then where it may go instead
    std::int64_t alertBytes = 20'000'000'000; ///< a pass that takes more is said
};

/// What will be done, and every step away from the wish in plain English.
struct LadderAnswer
{
    PassPlan plan;
    std::int64_t demand = 0; ///< bytes, predicted, on top of what the device holds already
    std::vector<std::string> steps;
};

/// Bytes of a pass; see memoryDemand().
using DemandOf = std::function<MemoryDemand(const PassPlan &)>;

/// The first plan that fits, in this order: as wished, in strips (where they take less: a processor
/// always takes them), a smaller batch, a smaller input, another device (there from the top again).
/// Errors: OutOfMemory with the numbers where nothing fits.
Result<LadderAnswer> fittingPlan(const LadderQuestion &question, const DemandOf &demandOf);

/// The same question after the pass of `failed` ran out of memory: less is usable there than it
/// took.
LadderQuestion afterRunningOut(
    LadderQuestion question, const LadderAnswer &failed, const DemandOf &demandOf);

} // namespace core
