#pragma once

#include "ui/model_store.h"

#include <condition_variable>
#include <map>
#include <mutex>
#include <optional>
#include <vector>

/// A ModelStore without files and network: downloads come byte by byte, when they are told to.
class FakeModels
{
public:
    static constexpr std::int64_t baseBytes = 400'000'000;

    ui::ModelStore store()
    {
        ui::ModelStore store;
        store.offers = {{.name = "lite",
                            .purpose = QStringLiteral("Quick on every computer."),
                            .licence = QStringLiteral("MIT"),
                            .bytes = 2'000'000,
                            .origin = ui::ModelOffer::Origin::Bundled},
            {.name = "base",
                .purpose = QStringLiteral("Finest fur and whiskers."),
                .licence = QStringLiteral("MIT"),
                .caveat = QStringLiteral("The weights are the authors'."),
                .bytes = baseBytes},
            {.name = "res2net50",
                .purpose = QStringLiteral("Only from a file of your own."),
                .licence = QStringLiteral("MIT"),
                .bytes = 113'000'000,
                .origin = ui::ModelOffer::Origin::ByHand}};
        store.look = [this](const std::string &name) { return look(name); };
        store.download = [this](const std::string &name, const std::string &proxy,
                             const ui::DownloadReport &report, const core::Progress &progress) {
            return download(name, proxy, report, progress);
        };
        store.verify = [this](const std::string &name, const core::Progress &progress) {
            return work(name, "verify", progress);
        };
        store.import = [this](const std::string &name, const std::filesystem::path &file,
                           const core::Progress &progress) {
            return work(name, "import " + file.string(), progress);
        };
        store.add = [this](const std::filesystem::path &file, std::optional<int> baseSize,
                        const core::Progress &progress) {
            const std::string size = baseSize ? " for " + std::to_string(*baseSize) : "";
            return work("my-dogs", "add " + file.string() + size, progress).map([] {
                return ui::ModelOffer {.name = "my-dogs",
                    .purpose = QStringLiteral("A file of your own."),
                    .bytes = 90'000'000,
                    .origin = ui::ModelOffer::Origin::ByHand,
                    .isChecksumPublished = false,
                    .isOwn = true};
            });
        };
        store.remove = [this](const std::string &name) {
            const std::lock_guard lock(m_mutex);
            m_asked.push_back("remove " + name);
            m_disk[name] = {};
            return core::Result<>();
        };
        return store;
    }

    void put(const std::string &name, ui::ModelOnDisk::Kind kind, std::int64_t bytes = 0)
    {
        const std::lock_guard lock(m_mutex);
        m_disk[name] = {kind, bytes};
    }

    /// The running download has come that far.
    void send(std::int64_t bytes)
    {
        const std::lock_guard lock(m_mutex);
        m_sent = bytes;
        m_changed.notify_all();
    }

    /// What runs ends: well, or with the error.
    void end(std::optional<core::Error> error = {})
    {
        const std::lock_guard lock(m_mutex);
        m_end = error ? core::Result<>(tl::unexpected(*error)) : core::Result<>();
        m_changed.notify_all();
    }

    std::vector<std::string> asked() const
    {
        const std::lock_guard lock(m_mutex);
        return m_asked;
    }

private:
    ui::ModelOnDisk look(const std::string &name)
    {
        const std::lock_guard lock(m_mutex);
        return m_disk[name];
    }

    core::Result<> download(const std::string &name, const std::string &proxy,
        const ui::DownloadReport &report, const core::Progress &progress)
    {
        std::unique_lock lock(m_mutex);
        m_asked.push_back("download " + name + (proxy.empty() ? "" : " by " + proxy));
        std::int64_t told = 0;
        while (!m_end) {
            if (!m_changed.wait(lock, progress.stopToken(), [&] { return m_end || m_sent > told; }))
                return core::fail(core::Error::Code::Cancelled);
            if (m_sent <= told)
                continue;
            told = m_sent;
            m_disk[name] = {ui::ModelOnDisk::Kind::Part, told};
            report(told, 0);
        }
        return ended(name);
    }

    core::Result<> work(
        const std::string &name, const std::string &what, const core::Progress &progress)
    {
        std::unique_lock lock(m_mutex);
        m_asked.push_back(what + " " + name);
        if (!m_changed.wait(lock, progress.stopToken(), [&] { return m_end.has_value(); }))
            return core::fail(core::Error::Code::Cancelled);
        return ended(name);
    }

    core::Result<> ended(const std::string &name)
    {
        const core::Result<> outcome = *std::exchange(m_end, std::nullopt);
        if (outcome)
            m_disk[name] = {ui::ModelOnDisk::Kind::Whole, 0};
        return outcome;
    }

    mutable std::mutex m_mutex;
    std::condition_variable_any m_changed;
    std::map<std::string, ui::ModelOnDisk> m_disk {{"lite", {ui::ModelOnDisk::Kind::Whole, 0}}};
    std::vector<std::string> m_asked;
    std::int64_t m_sent = 0;
    std::optional<core::Result<>> m_end;
};
