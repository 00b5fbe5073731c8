#include "core/inference/mask_passes.h"

#include "core/inference/map_agreement.h"
#include "core/inference/network_input.h"
#include "core/metrics/stopwatch.h"
#include "core/network/choices.h"
#include "core/network/tensor_float.h"

#include <algorithm>
#include <cstdio>
#include <iterator>

namespace core {

/// What came of a pass, and how it went.
struct MaskPasses::Ran
{
    std::vector<SaliencyMap> maps;
    LadderAnswer answer;
    double seconds = 0;
};

namespace {

std::string disagreement(double mean)
{
    char text[128];
    std::snprintf(text, sizeof text,
        "made again in float32: int8 mask and float32 preview differ by %.3f on average, over %.3f",
        mean, secondOpinionBound);
    return text;
}

void append(std::vector<std::string> &to, const std::vector<std::string> &steps)
{
    to.insert(to.end(), steps.begin(), steps.end());
}

/// The member's photo in that size, which it may have been brought to already.
Result<NetworkInput> inputOf(const PassMember &member, Size size)
{
    const bool isReady = member.input.width == size.width && member.input.height == size.height;
    return isReady ? Result<NetworkInput>(member.input) : networkInput(member.image, size);
}

} // namespace

MaskPasses::MaskPasses(Model model, const PassOptions &options, LoadedNetworks networks,
    std::function<std::optional<std::int64_t>(const Device &)> freeMemory)
    : m_model(std::move(model))
    , m_options(options)
    , m_networks(std::move(networks))
    , m_freeMemory(std::move(freeMemory))
{
}

MaskPasses::Use MaskPasses::useFor(Detail detail) const
{
    const bool isInt8 = m_networks.options().precision == Precision::Int8;
    return isInt8 && detail == Detail::Preview ? Use::Exact : Use::Wished;
}

MaskRecord MaskPasses::plan(Detail detail) const
{
    MaskRecord planned = plannedMask(m_model, m_networks.options(), detail);
    planned.steps = m_networks.steps();
    return planned;
}

int MaskPasses::largestBatch(int most) const
{
    if (most <= 1 || blendingFor(m_model, m_options)) // those go in pairs, one after the other
        return 1;
    const LadderQuestion asked = question(most, plan(Detail::Full).networkSize);
    const auto answer = fittingPlan(asked, demandOf(useFor(Detail::Full)));
    const bool isAsWished = answer && answer->plan.device == asked.wanted.device
        && answer->plan.size == asked.wanted.size;
    return isAsWished ? answer->plan.batch : 1;
}

Result<> MaskPasses::warmUp(const std::stop_token &stop)
{
    // A full pass of a large model takes a processor as long as a photo does: the first photo may
    // as well have that time.
    constexpr int quickSide = 512;
    const bool isOnCard = m_networks.options().device.kind == Device::Kind::Cuda;
    const bool alsoFull = isOnCard || m_model.fullSize <= quickSide;
    for (const Detail detail : {Detail::Preview, Detail::Full}) {
        if (detail == Detail::Full && !alsoFull)
            break;
        const Size size = plan(detail).networkSize;
        const cv::Mat grey(size.height, size.width, CV_8UC3, cv::Scalar(128, 128, 128));
        const PassMember member {.image = {grey}, .detail = detail, .size = size, .input = {}};
        const PassMember *const members[] = {&member};
        const auto warm = ran(members, useFor(detail), stop);
        if (!warm && warm.error().code != Error::Code::OutOfMemory) // a photo may find more
            return tl::unexpected(warm.error());
    }
    return {};
}

std::vector<Result<Saliency>> MaskPasses::run(
    std::span<const PassMember *const> members, const std::stop_token &stop)
{
    std::vector<Result<Saliency>> masks;
    const Detail detail = members.front()->detail;
    const Use use = useFor(detail);
    const Result<Ran> done = ran(members, use, stop);
    for (std::size_t i = 0; i < members.size(); ++i) {
        if (!done) {
            masks.emplace_back(tl::unexpected(done.error()));
            continue;
        }
        Saliency mask = saliencyOf(done->maps[i], detail, use, *done, members.size());
        const bool isInt8 = mask.record.precision == nameOf(Precision::Int8);
        masks.push_back(isInt8 ? secondOpinion(*members[i], std::move(mask), stop)
                               : Result<Saliency>(std::move(mask)));
    }
    return masks;
}

Result<MaskPasses::Ran> MaskPasses::ran(
    std::span<const PassMember *const> members, Use use, const std::stop_token &stop)
{
    Stopwatch watch;
    LadderQuestion asked = question(int(members.size()), members.front()->size);
    for (;;) {
        auto answer = fittingPlan(asked, demandOf(use));
        if (!answer)
            return tl::unexpected(answer.error());
        auto maps = pass(members, answer->plan, use, stop);
        if (!maps && maps.error().code == Error::Code::OutOfMemory) {
            asked = afterRunningOut(std::move(asked), *answer, demandOf(use));
            continue;
        }
        if (!maps)
            return tl::unexpected(maps.error());
        auto kept = std::ranges::find(
            m_kept, answer->plan.device, &std::pair<Device, std::int64_t>::first);
        if (kept == m_kept.end())
            kept = m_kept.insert(kept, {answer->plan.device, 0});
        kept->second = std::max(kept->second, demandOf(use)(answer->plan).activations);
        return Ran {std::move(*maps), std::move(*answer), watch.lap()};
    }
}

LadderQuestion MaskPasses::question(int batch, Size size) const
{
    const Device device = m_networks.options().device;
    LadderQuestion question {
        .wanted = {device, batch, size},
        .least = {m_model.previewSize, m_model.previewSize},
        .places = {placeOf(device)},
        .alertBytes = m_options.memoryAlert,
    };
    if (device.kind == Device::Kind::Cuda)
        question.places.push_back(placeOf({}));
    return question;
}

MemoryPlace MaskPasses::placeOf(const Device &device) const
{
    MemoryPlace place {.device = device, .holdsWeights = m_networks.holds(device)};
    const auto free = m_freeMemory(device);
    if (!free)
        return place;
    place.usable = std::max<std::int64_t>(0, *free - m_options.memoryReserve);
    const auto kept = std::ranges::find(m_kept, device, &std::pair<Device, std::int64_t>::first);
    if (kept != m_kept.end())
        place.usable = std::max(*place.usable, kept->second);
    return place;
}

DemandOf MaskPasses::demandOf(Use use) const
{
    return [this, use](const PassPlan &plan) {
        if (blends(plan.size))
            return blendedDemand(m_networks.optionsAt(plan.device, use), plan.size.width,
                plan.size.height);
        return memoryDemand(m_networks.optionsAt(plan.device, use), plan.size.width,
            plan.size.height, plan.batch, plan.parts);
    };
}

Result<std::vector<SaliencyMap>> MaskPasses::pass(std::span<const PassMember *const> members,
    const PassPlan &plan, Use use, const std::stop_token &stop)
{
    const auto network = m_networks.at(plan.device, use);
    if (!network)
        return tl::unexpected(network.error());
    if (blends(plan.size))
        return blendedPass(*network, members, plan, stop);
    std::vector<SaliencyMap> maps;
    while (maps.size() < members.size()) {
        std::vector<NetworkInput> inputs;
        const std::size_t rest = members.size() - maps.size();
        for (const PassMember *member :
            members.subspan(maps.size(), std::min(rest, std::size_t(plan.batch)))) {
            auto input = inputOf(*member, plan.size);
            if (!input)
                return tl::unexpected(input.error());
            inputs.push_back(std::move(*input));
        }
        auto some = network->run(inputs, plan.parts, stop);
        if (!some)
            return some;
        std::ranges::move(*some, std::back_inserter(maps));
    }
    return maps;
}

/// Sizes decide: what is blended is larger than any preview.
bool MaskPasses::blends(Size size) const
{
    return blendingFor(m_model, m_options) && isForBlending(size);
}

/// Pairs of passes, one after the other.
Result<std::vector<SaliencyMap>> MaskPasses::blendedPass(const LoadedNetwork &network,
    std::span<const PassMember *const> members, const PassPlan &plan, const std::stop_token &stop)
{
    const int base = m_model.network.baseSize;
    std::vector<SaliencyMap> maps;
    for (const PassMember *member : members) {
        const auto low = networkInput(member->image, {base, base});
        const auto high = inputOf(*member, plan.size);
        if (!low || !high)
            return tl::unexpected(low ? high.error() : low.error());
        auto map = network.runBlended(*low, *high, *m_options.blending, stop);
        if (!map)
            return tl::unexpected(map.error());
        maps.push_back(std::move(*map));
    }
    return maps;
}

Saliency MaskPasses::saliencyOf(
    const SaliencyMap &map, Detail detail, Use use, const Ran &ran, std::size_t shares) const
{
    const PassPlan &plan = ran.answer.plan;
    MaskRecord record {.model = m_model.name,
        .device = nameOf(plan.device),
        .precision = precisionName(m_networks.optionsAt(plan.device, use)),
        .networkSize = {map.width, map.height},
        .blending = blends(plan.size) ? nameOf(*m_options.blending) : std::string(),
        .seconds = ran.seconds / double(shares),
        .steps = m_networks.steps()};
    append(record.steps, ran.answer.steps);
    return {.map = matOf(map),
        .rawMaximum = map.rawMaximum,
        .detail = detail,
        .record = std::move(record)};
}

Result<Saliency> MaskPasses::secondOpinion(
    const PassMember &member, Saliency mask, const std::stop_token &stop)
{
    const Size small {m_model.previewSize, m_model.previewSize};
    const PassMember preview {
        .image = member.image, .detail = Detail::Preview, .size = small, .input = {}};
    const PassMember *const previews[] = {&preview};
    const auto opinion = ran(previews, Use::Exact, stop);
    if (!opinion)
        return tl::unexpected(opinion.error());
    const double mean =
        differenceAt({small.width, small.height}, mask.map, matOf(opinion->maps.front())).mean;
    mask.record.seconds += opinion->seconds;
    if (mean <= secondOpinionBound)
        return mask;
    const PassMember *const again[] = {&member};
    return ran(again, Use::Exact, stop).map([&](const Ran &exact) {
        Saliency better = saliencyOf(exact.maps.front(), Detail::Full, Use::Exact, exact, 1);
        better.record.seconds += mask.record.seconds;
        better.record.steps.push_back(disagreement(mean));
        return better;
    });
}

} // namespace core
