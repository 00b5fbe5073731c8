#include "core/inference/local_segmenter.h"

#include "core/image/guarded.h"
#include "core/inference/network_input.h"
#include "core/inference/request_line.h"

#include <algorithm>
#include <array>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace core {

namespace {

NetworkOptions networkOptions(const Model &model, const LocalSegmenterOptions &options)
{
    NetworkOptions network = model.network;
    network.device = options.device;
    network.precision = options.precision;
    network.fineStages = options.fineStages;
    return network;
}

/// Sums over all pixels are what overflows half precision, so a card is tested at full size. On a
/// processor, which has no such precision, a small picture tells as much.
int paritySide(const Model &model, const Device &device)
{
    return device.kind == Device::Kind::Cuda ? model.fullSize : model.previewSize;
}

} // namespace

struct LocalSegmenter::Impl
{
    Model model;
    LocalSegmenterOptions options;
    NetworkSource source;

    mutable std::mutex mutex;
    mutable std::condition_variable_any changed;
    State state = State::Loading;
    bool isNeeded = false;
    Error loadError;
    std::array<MaskRecord, 2> plans; ///< by Detail
    int atOnce = 1;
    RequestLine waiting;
    std::vector<WaitingRequestPtr> running;
    std::stop_source runningStop;
    std::jthread worker; // last: stopped and joined before anything it uses goes away

    Result<MaskPasses> loaded(const std::stop_token &stop) const
    {
        auto networks = LoadedNetworks::load(networkOptions(model, options),
            paritySide(model, options.device), source, stop);
        if (!networks)
            return tl::unexpected(networks.error());
        MaskPasses passes(model, options.passes, std::move(*networks), source.freeMemory);
        if (auto warm = passes.warmUp(stop); !warm)
            return tl::unexpected(warm.error());
        return passes;
    }

    std::optional<MaskPasses> load(const std::stop_token &stop)
    {
        auto passes = guarded([&] { return loaded(stop); });
        const std::lock_guard lock(mutex);
        state = passes ? State::Ready : State::Failed;
        if (passes) {
            plans = {passes->plan(Detail::Preview), passes->plan(Detail::Full)};
            atOnce = passes->largestBatch(options.batchLimit);
        } else {
            loadError = passes.error();
        }
        changed.notify_all();
        return passes ? std::optional<MaskPasses>(std::move(*passes)) : std::nullopt;
    }

    /// False when it will not be.
    bool awaitNeed(const std::stop_token &stop)
    {
        std::unique_lock lock(mutex);
        changed.wait(lock, stop, [this] { return isNeeded || !waiting.empty(); });
        return !stop.stop_requested();
    }

    void work(const std::stop_token &stop)
    {
        if (!awaitNeed(stop))
            return;
        std::optional<MaskPasses> passes = load(stop);
        while (nextBatch(stop)) {
            std::vector<Result<Saliency>> outcomes = outcomesOf(passes);
            const std::lock_guard lock(mutex);
            for (std::size_t i = 0; i < running.size(); ++i)
                running[i]->outcome = std::move(outcomes[i]);
            running.clear();
            changed.notify_all();
        }
    }

    /// False when there will be none.
    bool nextBatch(const std::stop_token &stop)
    {
        std::unique_lock lock(mutex);
        changed.wait(lock, stop, [this] { return !waiting.empty(); });
        if (stop.stop_requested())
            return false;
        running = takenBatch(waiting, options.batchLimit);
        runningStop = {};
        return true;
    }

    /// Of the running requests; those change only on this thread, but for who gives them up.
    std::vector<Result<Saliency>> outcomesOf(std::optional<MaskPasses> &passes) const
    {
        using Outcomes = std::vector<Result<Saliency>>;
        std::vector<const PassMember *> members;
        for (const WaitingRequestPtr &request : running)
            members.push_back(&request->member);
        const auto outcomes = guarded([&]() -> Result<Outcomes> {
            if (!passes)
                return tl::unexpected(loadError);
            return passes->run(members, runningStop.get_token());
        });
        return outcomes ? *outcomes
                        : Outcomes(members.size(), tl::unexpected(outcomes.error()));
    }

    /// The others of its batch are still wanted; the pass ends once nobody wants it.
    void giveUp(const WaitingRequestPtr &request)
    {
        const std::lock_guard lock(mutex);
        waiting.remove(request);
        request->isGivenUp = true;
        if (!running.empty() && std::ranges::all_of(running, &WaitingRequest::isGivenUp,
                [](const WaitingRequestPtr &any) -> const WaitingRequest & { return *any; }))
            runningStop.request_stop();
    }

    Result<> awaitReady(const std::stop_token &stop)
    {
        std::unique_lock lock(mutex);
        isNeeded = true;
        changed.notify_all();
        if (!changed.wait(lock, stop, [this] { return state != State::Loading; }))
            return fail(Error::Code::Cancelled);
        if (state == State::Failed)
            return tl::unexpected(loadError);
        return {};
    }

    bool mayTurnOutOtherwise() const
    {
        return options.device.kind != Device::Kind::Cpu || options.precision != Precision::Float32;
    }

    void start()
    {
        const NetworkOptions wished = networkOptions(model, options);
        plans = {plannedMask(model, wished, Detail::Preview),
            plannedMask(model, wished, Detail::Full)};
        isNeeded = options.loading == LocalSegmenterOptions::Loading::AtOnce;
        worker = std::jthread([this](const std::stop_token &stop) { work(stop); });
    }
};

LocalSegmenter::LocalSegmenter(const Model &model, const std::filesystem::path &modelsFolder,
    const LocalSegmenterOptions &options)
    : LocalSegmenter(model, networksOf(modelsFolder / model.fileName), options)
{
}

LocalSegmenter::LocalSegmenter(
    const Model &model, const NetworkSource &source, const LocalSegmenterOptions &options)
    : m_impl(std::make_unique<Impl>())
{
    m_impl->model = model;
    m_impl->options = options;
    m_impl->source = source;
    m_impl->start();
}

LocalSegmenter::~LocalSegmenter()
{
    const std::lock_guard lock(m_impl->mutex);
    m_impl->runningStop.request_stop();
    m_impl->worker.request_stop();
}

Result<Saliency> LocalSegmenter::segment(const SegmentRequest &request, const Progress &progress)
{
    const auto size = inputSize(
        m_impl->model, m_impl->options.passes, request.image.size(), request.detail);
    if (!size)
        return tl::unexpected(size.error());
    auto input = networkInput(request.image, *size); // here, while the network works for others
    if (!input)
        return tl::unexpected(input.error());
    const auto waiting = std::make_shared<WaitingRequest>();
    waiting->member = {request.image, request.detail, *size, std::move(*input)};
    waiting->urgency = request.urgency;

    std::unique_lock lock(m_impl->mutex);
    m_impl->waiting.push_back(waiting);
    m_impl->changed.notify_all();
    const bool done = m_impl->changed.wait(
        lock, progress.stopToken(), [&] { return waiting->outcome.has_value(); });
    if (done)
        return std::move(*waiting->outcome);
    lock.unlock();
    m_impl->giveUp(waiting);
    return fail(Error::Code::Cancelled);
}

MaskRecord LocalSegmenter::plan(Detail detail) const
{
    const std::lock_guard lock(m_impl->mutex);
    return m_impl->plans.at(std::size_t(detail));
}

Result<MaskRecord> LocalSegmenter::settledPlan(Detail detail, const Progress &progress) const
{
    if (!m_impl->mayTurnOutOtherwise())
        return plan(detail);
    return m_impl->awaitReady(progress.stopToken()).map([&] { return plan(detail); });
}

int LocalSegmenter::atOnce() const
{
    const std::lock_guard lock(m_impl->mutex);
    return m_impl->atOnce;
}

LocalSegmenter::State LocalSegmenter::state() const
{
    const std::lock_guard lock(m_impl->mutex);
    return m_impl->state;
}

Result<> LocalSegmenter::waitUntilReady() const
{
    return m_impl->awaitReady({});
}

} // namespace core
