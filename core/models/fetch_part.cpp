#include "core/models/fetch_part.h"

#include "core/models/http_transfer.h"
#include "core/models/speed_meter.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>

namespace core {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;
using Code = Error::Code;

fs::path folderOf(const fs::path &target)
{
    return target.has_parent_path() ? target.parent_path() : fs::path(".");
}

/// Tells whoever waits how far it is, ten times a second at most.
class Teller
{
public:
    Teller(const DownloadReport &report, const Progress &progress)
        : m_report(report)
        , m_progress(progress)
    {
    }

    void tell(std::int64_t bytes, std::optional<std::int64_t> total)
    {
        const auto now = Clock::now();
        if (bytes != total && now - m_last < std::chrono::milliseconds(100))
            return;
        m_last = now;
        m_speed.note(now, bytes);
        DownloadState state {
            .bytes = bytes, .total = total, .bytesPerSecond = m_speed.bytesPerSecond()};
        if (total && state.bytesPerSecond > 0)
            state.left =
                std::chrono::seconds(std::int64_t(double(*total - bytes) / state.bytesPerSecond));
        if (m_report)
            m_report(state);
        if (total && *total > 0)
            m_progress.report(std::min(1.0, double(bytes) / double(*total)));
    }

private:
    const DownloadReport &m_report;
    const Progress &m_progress;
    SpeedMeter m_speed;
    Clock::time_point m_last;
};

/// One attempt after another to complete a part.
class Fetch
{
public:
    Fetch(const Download &wanted, const DownloadOptions &options, DownloadPart &part,
        const DownloadReport &report, const Progress &progress)
        : m_wanted(wanted)
        , m_options(options)
        , m_part(part)
        , m_progress(progress)
        , m_teller(report, progress)
    {
    }

    Result<> run()
    {
        constexpr std::int64_t worthIt = 1'000'000; // bytes after which a server gets new credit
        std::int64_t credited = m_part.size();
        for (int failed = 0;;) {
            auto outcome = attempt();
            if (outcome || outcome.error().code != Code::NetworkFailed)
                return outcome;
            if (m_part.size() >= credited + worthIt) {
                credited = m_part.size();
                failed = 0;
            }
            if (++failed >= m_options.attempts)
                return outcome;
            if (!waited(m_options.firstWait * (1 << std::min(failed - 1, 5))))
                return fail(Code::Cancelled);
        }
    }

private:
    /// False if somebody wants the end first.
    bool waited(std::chrono::milliseconds time) const
    {
        std::mutex mutex;
        std::unique_lock lock(mutex);
        std::condition_variable_any never;
        never.wait_for(lock, m_progress.stopToken(), time, [] { return false; });
        return !m_progress.stopped();
    }

    bool isComplete() const
    {
        return knowsTheRest() && m_part.source()->total == m_part.size();
    }

    /// Whether what is there is of the wanted file, as far as this side can know.
    bool knowsTheRest() const
    {
        const auto &source = m_part.source();
        return m_part.size() > 0 && source && source->url == m_wanted.url
            && !source->validator().empty();
    }

    Result<> attempt()
    {
        constexpr int mostRedirects = 10;
        if (isComplete()) {
            m_teller.tell(m_part.size(), m_part.size());
            return {};
        }
        std::string url = m_wanted.url;
        if (!mayFollow(url, url))
            return fail(Code::ServerRefused, url + ": neither http nor https");
        for (int redirects = 0; redirects <= mostRedirects; ++redirects) {
            if (auto ended = request(url); !ended)
                return ended;
            if (m_redirect.empty())
                return checkLength();
            if (!mayFollow(url, m_redirect))
                return fail(Code::ServerRefused, url + ": leads to " + m_redirect);
            url = m_redirect;
        }
        return fail(Code::ServerRefused, m_wanted.url + ": leads in circles");
    }

    Result<> request(const std::string &url)
    {
        m_redirect.clear();
        HttpRequest request {
            .url = url, .proxy = m_options.proxy, .inactivity = m_options.inactivity};
        if (knowsTheRest()) {
            request.from = m_part.size();
            request.validator = m_part.source()->validator();
        }
        const HttpReceiver receiver {
            .head = [this](const HttpHead &head) { return takeHead(head); },
            .body = [this](std::span<const std::uint8_t> bytes) { return takeBody(bytes); }};
        return transfer(request, receiver, m_progress);
    }

    Result<> takeHead(const HttpHead &head)
    {
        m_redirect = head.redirect;
        if (!m_redirect.empty())
            return {};
        if (head.status == 200)
            return startAnew(head);
        if (head.status == 206 && continuesOurs(head))
            return checkRoom(m_part.source()->total);
        const std::string said = m_wanted.url + ": HTTP " + std::to_string(head.status);
        if (head.status == 206 || head.status == 416) {
            // It understood something else than we asked for: the next attempt takes all.
            if (auto emptied = m_part.startAnew({.url = m_wanted.url}); !emptied)
                return emptied;
            return fail(Code::NetworkFailed, said);
        }
        const bool isPassing = head.status == 408 || head.status == 429 || head.status >= 500;
        return fail(isPassing ? Code::NetworkFailed : Code::ServerRefused, said);
    }

    bool continuesOurs(const HttpHead &head) const
    {
        const auto &source = m_part.source();
        return source && head.from == m_part.size() && head.total == source->total
            && (head.etag.empty() || head.etag == source->etag);
    }

    Result<> startAnew(const HttpHead &head)
    {
        if (head.total && !isAllowed(*head.total))
            return fail(Code::HashMismatch,
                m_wanted.url + ": a file of " + std::to_string(*head.total) + " bytes");
        if (auto fits = checkRoom(head.total); !fits)
            return fits;
        return m_part.startAnew({.url = m_wanted.url,
            .etag = head.etag,
            .lastModified = head.lastModified,
            .total = head.total});
    }

    bool isAllowed(std::int64_t bytes) const
    {
        return bytes >= m_wanted.length.least && bytes <= m_wanted.length.most;
    }

    Result<> checkRoom(std::optional<std::int64_t> total) const
    {
        std::error_code error;
        const fs::space_info room = fs::space(folderOf(m_wanted.target), error);
        const std::int64_t needed = total.value_or(m_wanted.length.least) - m_part.size();
        if (error || needed <= 0 || std::uintmax_t(needed) <= room.available)
            return {};
        return fail(Code::DiskFull,
            folderOf(m_wanted.target).string() + ": needs " + std::to_string(needed)
                + " bytes, has " + std::to_string(room.available));
    }

    Result<> takeBody(std::span<const std::uint8_t> bytes)
    {
        if (!m_redirect.empty())
            return {};
        if (auto written = m_part.append(bytes); !written)
            return written;
        if (m_part.size() > m_wanted.length.most)
            return fail(Code::HashMismatch, m_wanted.url + ": longer than it should be");
        m_teller.tell(m_part.size(), m_part.source()->total);
        return {};
    }

    /// What came has its announced length (libcurl sees to that), where one was announced.
    Result<> checkLength()
    {
        if (m_part.size() < m_wanted.length.least)
            return fail(Code::NetworkFailed, m_wanted.url + ": ended too early");
        m_teller.tell(m_part.size(), m_part.size());
        return {};
    }

    const Download &m_wanted;
    const DownloadOptions &m_options;
    DownloadPart &m_part;
    const Progress &m_progress;
    Teller m_teller;
    std::string m_redirect; // of the last answer
};

} // namespace

Result<> fetchPart(const Download &wanted, const DownloadOptions &options, DownloadPart &part,
    const DownloadReport &report, const Progress &progress)
{
    return Fetch(wanted, options, part, report, progress).run();
}

} // namespace core
