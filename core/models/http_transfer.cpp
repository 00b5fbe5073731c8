#include "core/models/http_transfer.h"

#include <curl/curl.h>

#include <algorithm>
#include <cctype>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <utility>

namespace core {
namespace {

using Clock = std::chrono::steady_clock;

/// libcurl's global state, made once and left to the end of the program.
void startCurl()
{
    static const CURLcode started = curl_global_init(CURL_GLOBAL_DEFAULT);
    static_cast<void>(started);
}

/// Certificates of the authorities that are trusted, where the environment names others than the
/// system's: a shop's own, or its proxy's. The program curl looks there, libcurl does not.
const char *authoritiesFile()
{
    for (const char *name : {"CURL_CA_BUNDLE", "SSL_CERT_FILE"})
        if (const char *file = std::getenv(name); file && *file)
            return file;
    return nullptr;
}

std::string headerOf(CURL *easy, const char *name)
{
    curl_header *header = nullptr;
    return curl_easy_header(easy, name, 0, CURLH_HEADER, -1, &header) == CURLHE_OK ? header->value
                                                                                   : std::string();
}

/// An address as seen from another; itself where it cannot be understood.
std::string resolved(const std::string &base, const std::string &location)
{
    const std::unique_ptr<CURLU, decltype(&curl_url_cleanup)> url(curl_url(), &curl_url_cleanup);
    char *whole = nullptr;
    if (curl_url_set(url.get(), CURLUPART_URL, base.c_str(), 0) != CURLUE_OK
        || curl_url_set(url.get(), CURLUPART_URL, location.c_str(), 0) != CURLUE_OK
        || curl_url_get(url.get(), CURLUPART_URL, &whole, 0) != CURLUE_OK)
        return location;
    const std::unique_ptr<char, decltype(&curl_free)> owner(whole, &curl_free);
    return whole;
}

/// libcurl's own redirect address is not there before an answer has ended.
HttpHead headOf(CURL *easy, const std::string &url)
{
    HttpHead head;
    curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &head.status);
    curl_off_t length = -1;
    curl_easy_getinfo(easy, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &length);
    if (length >= 0)
        head.total = length;
    if (head.status == 206) {
        long long first = -1;
        long long last = -1;
        long long total = -1;
        const std::string range = headerOf(easy, "Content-Range");
        const int read = std::sscanf(range.c_str(), "bytes %lld-%lld/%lld", &first, &last, &total);
        head.from = read >= 2 ? first : -1;
        head.total = read == 3 ? std::optional<std::int64_t>(total) : std::nullopt;
    }
    head.etag = headerOf(easy, "ETag");
    if (head.etag.starts_with("W/")) // says that files look alike, not that their bytes do
        head.etag.clear();
    head.lastModified = headerOf(easy, "Last-Modified");
    const bool leadsOn = head.status == 301 || head.status == 302 || head.status == 303
        || head.status == 307 || head.status == 308;
    if (const std::string location = headerOf(easy, "Location"); leadsOn && !location.empty())
        head.redirect = resolved(url, location);
    return head;
}

bool isWorthAnotherAttempt(CURLcode code)
{
    switch (code) {
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_URL_MALFORMAT:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
        return false;
    default: // libcurl's codes are an open set
        return true;
    }
}

/// One request on libcurl's multi interface, which can be woken when somebody wants it to end.
class Transfer
{
public:
    Transfer(const HttpRequest &request, const HttpReceiver &receiver)
        : m_request(request)
        , m_receiver(receiver)
        , m_easy(curl_easy_init(), &curl_easy_cleanup)
        , m_multi(curl_multi_init(), &curl_multi_cleanup)
        , m_headers(nullptr, &curl_slist_free_all)
    {
    }
    Transfer(const Transfer &) = delete;
    Transfer &operator=(const Transfer &) = delete;
    ~Transfer()
    {
        if (m_isAdded)
            curl_multi_remove_handle(m_multi.get(), m_easy.get());
    }

    Result<> run(const Progress &progress)
    {
        if (!m_easy || !m_multi)
            return fail(Error::Code::OutOfMemory, "libcurl");
        prepare();
        m_isAdded = curl_multi_add_handle(m_multi.get(), m_easy.get()) == CURLM_OK;
        if (auto ended = loop(progress); !ended)
            return ended;
        return outcome();
    }

private:
    void prepare()
    {
        CURL *easy = m_easy.get();
        curl_easy_setopt(easy, CURLOPT_URL, m_request.url.c_str());
        curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
        curl_easy_setopt(easy, CURLOPT_USERAGENT, "Pawtrait");
        curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
        curl_easy_setopt(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
        curl_easy_setopt(easy, CURLOPT_BUFFERSIZE, 256L * 1024);
        curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, m_problem);
        curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &Transfer::write);
        curl_easy_setopt(easy, CURLOPT_WRITEDATA, this);
        if (const char *file = authoritiesFile())
            curl_easy_setopt(easy, CURLOPT_CAINFO, file);
        if (!m_request.proxy.empty())
            curl_easy_setopt(easy, CURLOPT_PROXY, m_request.proxy.c_str());
        if (m_request.from == 0)
            return;
        curl_slist *lines = curl_slist_append(
            nullptr, ("Range: bytes=" + std::to_string(m_request.from) + "-").c_str());
        lines = curl_slist_append(lines, ("If-Range: " + m_request.validator).c_str());
        m_headers.reset(lines);
        curl_easy_setopt(easy, CURLOPT_HTTPHEADER, lines);
    }

    Result<> loop(const Progress &progress)
    {
        CURLM *multi = m_multi.get();
        const std::stop_callback wake(progress.stopToken(), [multi] { curl_multi_wakeup(multi); });
        int running = 1;
        m_lastByte = Clock::now();
        while (curl_multi_perform(multi, &running) == CURLM_OK && running > 0) {
            if (progress.stopped())
                return fail(Error::Code::Cancelled);
            const auto left = std::chrono::ceil<std::chrono::milliseconds>(
                m_request.inactivity - (Clock::now() - m_lastByte));
            if (left.count() <= 0)
                return fail(Error::Code::NetworkFailed, m_request.url + ": no answer any more");
            const auto wait = std::min<std::int64_t>(left.count(), 1000);
            curl_multi_poll(multi, nullptr, 0, static_cast<int>(wait), nullptr);
        }
        return {};
    }

    Result<> outcome()
    {
        if (m_failure)
            return tl::unexpected(*m_failure);
        int waiting = 0;
        const CURLMsg *message = curl_multi_info_read(m_multi.get(), &waiting);
        const CURLcode code = message ? message->data.result : CURLE_FAILED_INIT;
        if (code != CURLE_OK) {
            const std::string why = *m_problem ? m_problem : curl_easy_strerror(code);
            return fail(isWorthAnotherAttempt(code) ? Error::Code::NetworkFailed
                                                    : Error::Code::ServerRefused,
                m_request.url + ": " + why);
        }
        return m_headIsTaken ? Result<>() : m_receiver.head(headOf(m_easy.get(), m_request.url));
    }

    Result<> take(std::span<const std::uint8_t> bytes)
    {
        m_lastByte = Clock::now();
        if (!std::exchange(m_headIsTaken, true))
            if (auto wanted = m_receiver.head(headOf(m_easy.get(), m_request.url)); !wanted)
                return wanted;
        return m_receiver.body(bytes);
    }

    static std::size_t write(char *bytes, std::size_t size, std::size_t count, void *transfer)
    {
        auto *self = static_cast<Transfer *>(transfer);
        const std::span<const std::uint8_t> all {
            reinterpret_cast<const std::uint8_t *>(bytes), size * count};
        auto taken = self->take(all);
        if (taken)
            return all.size();
        self->m_failure = std::move(taken.error());
        return CURL_WRITEFUNC_ERROR;
    }

    const HttpRequest &m_request;
    const HttpReceiver &m_receiver;
    std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> m_easy;
    std::unique_ptr<CURLM, decltype(&curl_multi_cleanup)> m_multi;
    std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)> m_headers;
    bool m_isAdded = false;
    bool m_headIsTaken = false;
    std::optional<Error> m_failure; // of the receiver
    Clock::time_point m_lastByte;
    char m_problem[CURL_ERROR_SIZE] = {};
};

} // namespace

Result<> transfer(
    const HttpRequest &request, const HttpReceiver &receiver, const Progress &progress)
{
    startCurl();
    return Transfer(request, receiver).run(progress);
}

bool mayFollow(const std::string &from, const std::string &to)
{
    const auto beginsWith = [](const std::string &url, std::string_view scheme) {
        return url.size() > scheme.size()
            && std::ranges::equal(url.substr(0, scheme.size()), scheme,
                [](char a, char b) { return std::tolower(static_cast<unsigned char>(a)) == b; });
    };
    return beginsWith(to, "https://") || (beginsWith(to, "http://") && beginsWith(from, "http://"));
}

} // namespace core
