#pragma once

#include "core/progress.h"
#include "core/result.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>

namespace core {

/// One GET over http or https, for a whole file or the rest of one.
struct HttpRequest
{
    std::string url {};
    std::string proxy {}; ///< "": what the environment says
    std::chrono::milliseconds inactivity {30'000};
    std::int64_t from = 0; ///< bytes that are here already
    std::string validator {}; ///< If-Range: ETag or date of the file that they are of
};

/// What an answer says of itself.
struct HttpHead
{
    long status = 0; ///< 200, 206, 404, ...
    std::int64_t from = 0; ///< of 206: the file's byte that the body begins with
    std::optional<std::int64_t> total {}; ///< bytes of the whole file, not of this answer
    std::string etag {}; ///< with its quotes; "" if there is none or only a weak one
    std::string lastModified {}; ///< as the server writes it
    std::string redirect {}; ///< absolute; "" where it leads nowhere else
};

/// Takes an answer as it comes. An error ends the transfer and becomes its result.
struct HttpReceiver
{
    std::function<Result<>(const HttpHead &head)> head; ///< once, before the body
    std::function<Result<>(std::span<const std::uint8_t> bytes)> body;
};

/// Runs one request to its end; follows no redirects. Trusts the authorities in the file that
/// CURL_CA_BUNDLE or SSL_CERT_FILE names, else the system's. Errors: Cancelled; NetworkFailed (worth
/// another attempt: no connection, stalled, cut off before the announced length); ServerRefused
/// (not: no such protocol, a certificate that is not right); the receiver's.
Result<> transfer(
    const HttpRequest &request, const HttpReceiver &receiver, const Progress &progress);

/// Nothing that began on https goes on without it.
bool mayFollow(const std::string &from, const std::string &to);

} // namespace core
