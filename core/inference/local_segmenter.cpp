#include "core/inference/local_segmenter.h"

#include "core/image/resize.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstring>
#include <list>
#include <mutex>
#include <optional>
#include <thread>

namespace core {

namespace {

/// A request on its way: shared by whoever waits for it and the thread that works.
struct Pending
{
    NetworkInput input;
    Detail detail = Detail::Full;
    std::function<int()> urgency;
    std::stop_source stop;
    std::optional<Result<Saliency>> outcome;
};
using PendingPtr = std::shared_ptr<Pending>;

Result<NetworkInput> networkInput(const Image &image, int side)
{
    return resizedBilinear(image, {side, side}).map([side](const Image &fitted) {
        NetworkInput input {.width = side, .height = side, .rgb = {}};
        const std::size_t rowBytes = std::size_t(side) * 3;
        input.rgb.resize(rowBytes * side);
        for (int y = 0; y < side; ++y)
            std::memcpy(input.rgb.data() + y * rowBytes, fitted.pixels.ptr(y), rowBytes);
        return input;
    });
}

Saliency saliencyOf(const SaliencyMap &map, Detail detail, MaskRecord record)
{
    cv::Mat values(map.height, map.width, CV_32FC1);
    std::memcpy(values.ptr(), map.values.data(), map.values.size() * sizeof(float));
    return {
        .map = values, .rawMaximum = map.rawMaximum, .detail = detail, .record = std::move(record)};
}

} // namespace

struct LocalSegmenter::Impl
{
    Model model;
    std::filesystem::path checkpoint;

    mutable std::mutex mutex;
    mutable std::condition_variable_any changed;
    State state = State::Loading;
    Error loadError;
    std::list<PendingPtr> waiting;
    PendingPtr running;
    std::jthread worker; // last: stopped and joined before anything it uses goes away

    int sideFor(Detail detail) const
    {
        return detail == Detail::Preview ? model.previewSize : model.fullSize;
    }

    MaskRecord recordFor(Detail detail) const
    {
        const int side = sideFor(detail);
        return {.model = model.name,
            .device = nameOf(model.network.device),
            .precision = nameOf(model.network.precision),
            .networkSize = {side, side}};
    }

    std::optional<Network> load(const std::stop_token &stop)
    {
        auto network = Network::load(checkpoint, model.network);
        if (network)
            network = warmedUp(std::move(*network), stop);
        const std::lock_guard lock(mutex);
        state = network ? State::Ready : State::Failed;
        if (!network)
            loadError = network.error();
        changed.notify_all();
        return network ? std::optional<Network>(std::move(*network)) : std::nullopt;
    }

    /// The first pass of each size plans its memory; nobody should wait for that with a photo in
    /// hand.
    Result<Network> warmedUp(Network network, const std::stop_token &stop) const
    {
        for (const int side : {model.previewSize, model.fullSize}) {
            NetworkInput grey {.width = side, .height = side, .rgb = {}};
            grey.rgb.assign(std::size_t(side) * side * 3, 128);
            if (auto map = network.run(grey, stop); !map)
                return tl::unexpected(map.error());
        }
        return network;
    }

    void work(const std::stop_token &stop)
    {
        std::optional<Network> network = load(stop);
        while (const PendingPtr next = nextRequest(stop)) {
            Result<Saliency> outcome =
                network ? segmented(*network, *next) : tl::unexpected(loadError);
            const std::lock_guard lock(mutex);
            next->outcome = std::move(outcome);
            running.reset();
            changed.notify_all();
        }
    }

    PendingPtr nextRequest(const std::stop_token &stop)
    {
        std::unique_lock lock(mutex);
        changed.wait(lock, stop, [this] { return !waiting.empty(); });
        if (stop.stop_requested())
            return nullptr;
        const auto urgencyOf = [](const PendingPtr &pending) {
            return pending->urgency ? pending->urgency() : 0;
        };
        const auto most = std::ranges::max_element(waiting, {}, urgencyOf); // the first of equals
        running = *most;
        waiting.erase(most);
        return running;
    }

    Result<Saliency> segmented(Network &network, const Pending &pending) const
    {
        using Clock = std::chrono::steady_clock;
        const auto start = Clock::now();
        return network.run(pending.input, pending.stop.get_token())
            .map([&](const SaliencyMap &map) {
                MaskRecord record = recordFor(pending.detail);
                record.seconds = std::chrono::duration<double>(Clock::now() - start).count();
                return saliencyOf(map, pending.detail, std::move(record));
            });
    }

    void giveUp(const PendingPtr &pending)
    {
        const std::lock_guard lock(mutex);
        waiting.remove(pending);
        pending->stop
            .request_stop(); // where it runs already: ends at the network's next stage, unheard
    }
};

LocalSegmenter::LocalSegmenter(const Model &model, const std::filesystem::path &modelsFolder,
    const Device &device, Precision precision)
    : m_impl(std::make_unique<Impl>())
{
    m_impl->model = model;
    m_impl->model.network.device = device;
    m_impl->model.network.precision = precision;
    m_impl->checkpoint = modelsFolder / model.fileName;
    m_impl->worker =
        std::jthread([impl = m_impl.get()](const std::stop_token &stop) { impl->work(stop); });
}

LocalSegmenter::~LocalSegmenter()
{
    const std::lock_guard lock(m_impl->mutex);
    if (m_impl->running)
        m_impl->running->stop.request_stop();
    m_impl->worker.request_stop();
}

Result<Saliency> LocalSegmenter::segment(const SegmentRequest &request, const Progress &progress)
{
    auto input = networkInput(request.image, m_impl->sideFor(request.detail));
    if (!input)
        return tl::unexpected(input.error());

    const auto pending = std::make_shared<Pending>();
    pending->input = std::move(*input);
    pending->detail = request.detail;
    pending->urgency = request.urgency;

    std::unique_lock lock(m_impl->mutex);
    m_impl->waiting.push_back(pending);
    m_impl->changed.notify_all();
    const bool done = m_impl->changed.wait(
        lock, progress.stopToken(), [&] { return pending->outcome.has_value(); });
    if (done)
        return std::move(*pending->outcome);
    lock.unlock();
    m_impl->giveUp(pending);
    return fail(Error::Code::Cancelled);
}

MaskRecord LocalSegmenter::plan(Detail detail) const
{
    return m_impl->recordFor(detail);
}

LocalSegmenter::State LocalSegmenter::state() const
{
    const std::lock_guard lock(m_impl->mutex);
    return m_impl->state;
}

Result<> LocalSegmenter::waitUntilReady() const
{
    std::unique_lock lock(m_impl->mutex);
    m_impl->changed.wait(lock, [this] { return m_impl->state != State::Loading; });
    if (m_impl->state == State::Failed)
        return tl::unexpected(m_impl->loadError);
    return {};
}

} // namespace core
