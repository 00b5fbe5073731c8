#include "tests/support/http_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <chrono>
#include <sstream>
#include <stdexcept>

namespace {

void sendAll(int connection, const std::string &bytes)
{
    std::size_t done = 0;
    while (done < bytes.size()) {
        const ssize_t sent =
            ::send(connection, bytes.data() + done, bytes.size() - done, MSG_NOSIGNAL);
        if (sent <= 0)
            return; // the other side has gone
        done += std::size_t(sent);
    }
}

std::string headOf(const HttpAnswer &answer)
{
    auto headers = answer.headers;
    headers.try_emplace("Content-Length", std::to_string(answer.body.size()));
    headers["Connection"] = "close";
    std::string text = "HTTP/1.1 " + std::to_string(answer.status) + " As scripted\r\n";
    for (const auto &[name, value] : headers)
        if (!value.empty())
            text.append(name).append(": ").append(value).append("\r\n");
    return text + "\r\n";
}

HttpAsked parsed(const std::string &text)
{
    HttpAsked asked;
    std::istringstream lines(text);
    lines >> asked.method >> asked.target;
    std::string line;
    std::getline(lines, line);
    while (std::getline(lines, line)) {
        const auto colon = line.find(": ");
        if (colon == std::string::npos)
            continue;
        std::string name = line.substr(0, colon);
        std::ranges::transform(name, name.begin(), [](unsigned char c) { return std::tolower(c); });
        asked.headers[name] = line.substr(colon + 2, line.find('\r') - colon - 2);
    }
    return asked;
}

} // namespace

HttpServer::HttpServer(Script script)
    : m_script(std::move(script))
    , m_listener(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
{
    sockaddr_in address {};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    auto *any = reinterpret_cast<sockaddr *>(&address);
    if (::bind(m_listener, any, size) != 0 || ::listen(m_listener, 16) != 0
        || ::getsockname(m_listener, any, &size) != 0 || ::pipe(m_end) != 0)
        throw std::runtime_error("no server on this computer");
    m_port = ntohs(address.sin_port);
    m_thread = std::thread([this] { serve(); });
}

HttpServer::~HttpServer()
{
    ::close(m_end[1]);
    m_thread.join();
    ::close(m_end[0]);
    ::close(m_listener);
}

std::string HttpServer::url(const std::string &target) const
{
    return "http://127.0.0.1:" + std::to_string(m_port) + target;
}

std::vector<HttpAsked> HttpServer::asked() const
{
    const std::lock_guard lock(m_mutex);
    return m_asked;
}

bool HttpServer::waitUntilStalled()
{
    std::unique_lock lock(m_mutex);
    return m_changed.wait_for(lock, std::chrono::seconds(10), [this] { return m_stalled; });
}

/// False when the server is to end.
bool HttpServer::readable(int connection) const
{
    std::array<pollfd, 2> watched {
        pollfd {m_end[0], POLLIN, 0}, pollfd {connection, POLLIN, 0}};
    return ::poll(watched.data(), watched.size(), -1) > 0 && watched[0].revents == 0;
}

void HttpServer::serve()
{
    while (readable(m_listener)) {
        const int connection = ::accept4(m_listener, nullptr, nullptr, SOCK_CLOEXEC);
        if (connection < 0)
            continue;
        answer(connection);
        ::close(connection);
    }
}

std::optional<HttpAsked> HttpServer::request(int connection) const
{
    std::string text;
    std::array<char, 4096> block {};
    while (text.find("\r\n\r\n") == std::string::npos) {
        const ssize_t read =
            readable(connection) ? ::recv(connection, block.data(), block.size(), 0) : 0;
        if (read <= 0)
            return std::nullopt;
        text.append(block.data(), std::size_t(read));
    }
    return parsed(text);
}

void HttpServer::answer(int connection)
{
    const auto asked = request(connection);
    if (!asked)
        return;
    {
        const std::lock_guard lock(m_mutex);
        m_asked.push_back(*asked);
    }
    const HttpAnswer scripted = m_script(*asked);
    const bool whole = scripted.ending == HttpAnswer::Ending::Whole;
    const std::string body = whole ? scripted.body : scripted.body.substr(0, scripted.sent);
    sendAll(connection, headOf(scripted) + body);
    if (scripted.ending == HttpAnswer::Ending::Stalled)
        stall(connection);
    ::shutdown(connection, SHUT_RDWR);
}

void HttpServer::stall(int connection)
{
    {
        const std::lock_guard lock(m_mutex);
        m_stalled = true;
    }
    m_changed.notify_all();
    static_cast<void>(readable(connection)); // the other side hangs up, or the server ends
}
