#pragma once

#include <condition_variable>
#include <cstddef>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

/// What came over the wire: names of headers in lower case.
struct HttpAsked
{
    std::string method;
    std::string target; ///< "/file"; a whole address where we are taken for a proxy
    std::map<std::string, std::string> headers;

    std::string header(const std::string &name) const
    {
        const auto found = headers.find(name);
        return found == headers.end() ? std::string() : found->second;
    }
};

/// What goes back. Content-Length is that of the body unless `headers` say another, or "" for none.
struct HttpAnswer
{
    enum class Ending {
        Whole, ///< all of the body, then the connection is closed
        CutOff, ///< closed after `sent` bytes
        Stalled, ///< nothing more after `sent` bytes, until the other side gives up
    };

    int status = 200;
    std::map<std::string, std::string> headers {};
    std::string body {};
    Ending ending = Ending::Whole;
    std::size_t sent = 0; ///< bytes of the body
};

/// A server on this computer for tests, one connection at a time on one thread. It answers by a
/// function, which runs on that thread.
class HttpServer
{
public:
    using Script = std::function<HttpAnswer(const HttpAsked &asked)>;

    explicit HttpServer(Script script);
    HttpServer(const HttpServer &) = delete;
    HttpServer &operator=(const HttpServer &) = delete;
    ~HttpServer();

    std::string url(const std::string &target) const; ///< "http://127.0.0.1:41234/file"

    /// All requests up to now.
    std::vector<HttpAsked> asked() const;

    /// Until an answer has stalled; false after ten seconds.
    bool waitUntilStalled();

private:
    void serve();
    void answer(int connection);
    void stall(int connection);
    bool readable(int connection) const;
    std::optional<HttpAsked> request(int connection) const;

    Script m_script;
    int m_listener = -1;
    int m_end[2] = {-1, -1}; // a pipe that becomes readable when this object goes away
    int m_port = 0;
    mutable std::mutex m_mutex;
    std::condition_variable m_changed;
    std::vector<HttpAsked> m_asked;
    bool m_stalled = false;
    std::thread m_thread;
};
