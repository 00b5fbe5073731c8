#include "core/inference/memory_ladder.h"

#include "core/inference/network_size.h"

#include <algorithm>
#include <cstdio>

namespace core {

namespace {

/// NetworkInput takes no longer side.
constexpr int longestSide = 16384;

std::string gigabytes(std::int64_t bytes)
{
    std::string text(32, '\0');
    text.resize(std::size_t(std::snprintf(text.data(), text.size(), "%.1f GB", double(bytes) / 1e9)));
    return text;
}

std::string inPixels(Size size)
{
    return nameOf(size) + " px";
}

/// One device of the ladder, with what is asked of it.
struct Rungs
{
    const LadderQuestion &question;
    const DemandOf &demandOf;
    const MemoryPlace &place;

    std::int64_t demand(const PassPlan &pass) const
    {
        const MemoryDemand demand = demandOf(pass);
        return place.holdsWeights ? demand.activations : demand.total();
    }

    bool fits(const PassPlan &pass) const
    {
        return !place.usable || demand(pass) <= *place.usable;
    }

    std::string reasonAgainst(const PassPlan &pass) const
    {
        const std::string needed = gigabytes(demand(pass));
        return place.ranOut ? "memory ran out (" + needed + " predicted)"
                            : needed + " would not fit into " + gigabytes(*place.usable) + " free";
    }

    /// The wished size, cut down to what any network takes.
    Size largest() const
    {
        const Size wanted = question.wanted.size;
        Size size = wanted;
        while (std::max(size.width, size.height) > longestSide)
            size = nextSmaller(size, wanted);
        return size;
    }

    /// No smaller than `least`, or than the wished one where that is smaller; nothing below `from`.
    std::optional<Size> below(Size from) const
    {
        const Size smaller = nextSmaller(from, question.wanted.size);
        const bool isAllowed = areaOf(smaller) >= areaOf(question.least) && smaller != from;
        return isAllowed ? std::optional(smaller) : std::nullopt;
    }

    /// The wish, as far as any network can do it.
    PassPlan top() const { return {place.device, question.wanted.batch, largest()}; }

    PassPlan inStrips(PassPlan pass) const
    {
        PassPlan strips = pass;
        strips.parts = MapParts::Strips;
        return demand(strips) < demand(pass) ? strips : pass;
    }

    /// What takes the least memory of all that may be tried.
    PassPlan smallest() const
    {
        PassPlan pass = inStrips(top());
        pass.batch = 1;
        while (const auto smaller = below(pass.size))
            pass.size = *smaller;
        return pass;
    }
};

/// Fills `answer` with the first plan that fits on that device, and why it is not the wish.
/// Otherwise the smallest one tried is in `answer`, and false comes back.
bool climbDown(const Rungs &rungs, LadderAnswer &answer)
{
    const Size wanted = rungs.question.wanted.size;
    const PassPlan top = rungs.top();
    const PassPlan whole = rungs.fits(top) ? top : rungs.inStrips(top);
    PassPlan plan = whole;
    while (plan.batch > 1 && !rungs.fits(plan))
        --plan.batch;
    const PassPlan alone = plan;
    while (plan.batch == 1 && !rungs.fits(plan)) {
        const auto smaller = rungs.below(plan.size);
        if (!smaller)
            break;
        plan.size = *smaller;
    }
    answer.plan = plan;
    answer.demand = rungs.demand(plan);
    if (!rungs.fits(plan))
        return false;
    if (plan.parts != top.parts)
        answer.steps.push_back("in strips: " + rungs.reasonAgainst(top));
    if (plan.batch < top.batch)
        answer.steps.push_back("batch of " + std::to_string(plan.batch) + " instead of "
            + std::to_string(top.batch) + ": " + rungs.reasonAgainst(whole));
    if (plan.size != alone.size)
        answer.steps.push_back("input of " + inPixels(plan.size) + " instead of "
            + inPixels(alone.size) + ": " + rungs.reasonAgainst(alone));
    else if (plan.size != wanted)
        answer.steps.push_back("input of " + inPixels(plan.size) + " instead of "
            + inPixels(wanted) + ": the network takes no longer side");
    return true;
}

} // namespace

Result<LadderAnswer> fittingPlan(const LadderQuestion &question, const DemandOf &demandOf)
{
    LadderAnswer answer;
    std::string refused;
    for (const MemoryPlace &place : question.places) {
        const Rungs rungs {question, demandOf, place};
        if (climbDown(rungs, answer)) {
            if (place.device != question.wanted.device)
                answer.steps.insert(
                    answer.steps.begin(), "on the " + nameOf(place.device) + " instead: " + refused);
            if (const std::int64_t whole = demandOf(answer.plan).total();
                whole > question.alertBytes)
                answer.steps.push_back("takes " + gigabytes(whole) + " of memory, more than the "
                    + gigabytes(question.alertBytes) + " of the alert");
            return answer;
        }
        refused += (refused.empty() ? "" : "; ") + nameOf(place.device) + ": even "
            + inPixels(answer.plan.size) + " alone: " + rungs.reasonAgainst(answer.plan);
        answer = {};
    }
    return fail(Error::Code::OutOfMemory, refused);
}

LadderQuestion afterRunningOut(
    LadderQuestion question, const LadderAnswer &failed, const DemandOf &demandOf)
{
    const auto place =
        std::ranges::find(question.places, failed.plan.device, &MemoryPlace::device);
    if (place == question.places.end())
        return question;
    // The prediction was too low, or somebody else took memory meanwhile: a quarter less at once,
    // so that few passes are tried in vain - but the smallest one is tried before giving up.
    const Rungs rungs {question, demandOf, *place};
    const std::int64_t least = rungs.demand(rungs.smallest());
    const std::int64_t guess =
        std::min(failed.demand - 1, std::max(least, failed.demand * 3 / 4));
    place->usable = place->usable ? std::min(*place->usable, guess) : guess;
    place->ranOut = true;
    return question;
}

} // namespace core
