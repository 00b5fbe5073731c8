#include "ui/model_work.h"

#include "ui/paths.h"

#include <utility>

namespace ui {

using namespace model_state;

namespace {

/// More reports than this would keep the window busy painting figures.
constexpr std::chrono::milliseconds betweenReports(150);

} // namespace

ModelWork::ModelWork(const ModelStore &store, ModelOffer offer)
    : m_store(store)
    , m_offer(std::move(offer))
    , m_state(stateOnDisk())
{
    connect(&m_lane, &Lane::freed, this, [this] {
        if (m_next)
            std::exchange(m_next, {})();
    });
    connect(&m_lane, &Lane::progressed, this, [this](double fraction) {
        if (std::holds_alternative<Checking>(m_state))
            set(Checking {fraction});
    });
}

void ModelWork::look()
{
    const bool isBusy = m_lane.isWorking() || m_next;
    const ModelState onDisk = stateOnDisk();
    const bool saysMore = std::holds_alternative<Failed>(m_state)
        || (isReady() && std::holds_alternative<Ready>(onDisk));
    if (!isBusy && !saysMore)
        set(onDisk);
}

ModelState ModelWork::stateOnDisk() const
{
    const ModelOnDisk found = m_store.look(m_offer.name);
    switch (found.kind) {
    case ModelOnDisk::Kind::Nothing:
        return Absent {};
    case ModelOnDisk::Kind::Part:
        return Paused {found.bytes};
    case ModelOnDisk::Kind::Whole:
        return Ready {};
    }
    return Absent {};
}

void ModelWork::download(const QString &proxy)
{
    const ModelOnDisk found = m_store.look(m_offer.name);
    const std::int64_t bytes = found.kind == ModelOnDisk::Kind::Part ? found.bytes : 0;
    m_speed.restart(bytes);
    set(Downloading {.bytes = bytes});
    after([this, proxy = proxy.trimmed().toStdString()] { startDownload(proxy); });
}

void ModelWork::startDownload(const std::string &proxy)
{
    const auto report = [this, last = TransferSpeed::Clock::time_point()](
                            std::int64_t bytes, std::int64_t total) mutable {
        const auto now = TransferSpeed::Clock::now();
        if (now - last < betweenReports && bytes != total)
            return;
        last = now;
        QMetaObject::invokeMethod(
            this, [this, bytes, total] { takeBytes(bytes, total); }, Qt::QueuedConnection);
    };
    m_lane.start<void>(
        [download = m_store.download, name = m_offer.name, proxy, report](
            const core::Progress &progress) { return download(name, proxy, report, progress); },
        [this](const core::Result<> &outcome) {
            if (outcome)
                succeed(Then::TellArrival);
            else
                fail(outcome.error());
        });
}

void ModelWork::takeBytes(std::int64_t bytes, std::int64_t total)
{
    if (!std::holds_alternative<Downloading>(m_state) || !m_lane.isWorking())
        return; // late: it was paused meanwhile
    if (bytes >= (total > 0 ? total : m_offer.bytes)) {
        set(Checking {});
        return;
    }
    m_speed.reached(bytes);
    set(Downloading {
        .bytes = bytes, .total = total, .bytesPerSecond = m_speed.bytesPerSecond()});
}

void ModelWork::pause()
{
    if (const auto *running = std::get_if<Downloading>(&m_state)) {
        set(Paused {running->bytes});
        after([this] { set(stateOnDisk()); });
    }
}

void ModelWork::cancel()
{
    if (std::holds_alternative<Checking>(m_state)) {
        set(stateOnDisk());
        after([this] { set(stateOnDisk()); });
        return;
    }
    remove();
}

void ModelWork::remove()
{
    set(Absent {});
    after([this] {
        const core::Result<> outcome = m_store.remove(m_offer.name);
        if (outcome)
            set(stateOnDisk());
        else
            fail(outcome.error());
    });
}

void ModelWork::refuse(const core::Error &error)
{
    if (m_lane.isFree() && !m_next)
        fail(error);
}

void ModelWork::verify()
{
    check([verify = m_store.verify, name = m_offer.name](
              const core::Progress &progress) { return verify(name, progress); },
        Then::Nothing);
}

void ModelWork::import(const std::filesystem::path &file)
{
    check([import = m_store.import, name = m_offer.name, file](
              const core::Progress &progress) { return import(name, file, progress); },
        Then::TellArrival);
}

void ModelWork::check(std::function<core::Result<>(const core::Progress &)> work, Then then)
{
    set(Checking {});
    after([this, work = std::move(work), then] {
        m_lane.start<void>(work, [this, then](const core::Result<> &outcome) {
            if (outcome)
                succeed(then);
            else
                fail(outcome.error());
        });
    });
}

void ModelWork::succeed(Then then)
{
    set(Ready {Ready::Checked::JustNow});
    if (then == Then::TellArrival)
        Q_EMIT arrived();
}

/// Now, where nothing runs; else once what runs has ended, which it is told to do.
void ModelWork::after(std::function<void()> next)
{
    if (m_lane.isFree()) {
        next();
        return;
    }
    m_lane.stop();
    m_next = std::move(next);
}

void ModelWork::fail(const core::Error &error)
{
    set(Failed {error, m_store.look(m_offer.name)});
}

void ModelWork::set(ModelState state)
{
    m_state = std::move(state);
    Q_EMIT changed();
}

} // namespace ui
