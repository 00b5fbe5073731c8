#include "core/models/download.h"

#include "core/models/fetch_part.h"

namespace core {
namespace {

namespace fs = std::filesystem;
using Code = Error::Code;

/// What is known of a complete part. Errors: HashMismatch; Cancelled; those of Download::check.
Result<Downloaded> examined(
    const Download &wanted, const DownloadPart &part, const Progress &progress)
{
    const Progress silent(progress.stopToken(), {});
    std::vector algorithms {Checksum::Algorithm::Sha256};
    if (wanted.checksum && wanted.checksum->algorithm != algorithms.front())
        algorithms.push_back(wanted.checksum->algorithm);
    const auto sums = checksumsOf(part.path(), algorithms, silent);
    if (!sums)
        return tl::unexpected(sums.error());
    if (wanted.checksum && sums->back() != *wanted.checksum)
        return fail(Code::HashMismatch,
            wanted.url + ": checksum " + sums->back().hex + " instead of "
                + wanted.checksum->hex);
    if (wanted.check)
        if (const auto right = wanted.check(part.path()); !right)
            return tl::unexpected(right.error());
    return Downloaded {
        .bytes = part.size(), .sha256 = sums->front().hex, .verified = wanted.checksum.has_value()};
}

/// Whether an error says that the bytes are worth nothing.
bool isOfTheBytes(Code code)
{
    return code == Code::HashMismatch || code == Code::ModelMismatch;
}

} // namespace

Result<Downloaded> download(const Download &wanted, const DownloadOptions &options,
    const DownloadReport &report, const Progress &progress)
{
    auto part = DownloadPart::open(wanted.target);
    if (!part)
        return tl::unexpected(part.error());
    auto outcome = fetchPart(wanted, options, *part, report, progress).and_then([&] {
        return examined(wanted, *part, progress);
    });
    if (!outcome) {
        if (isOfTheBytes(outcome.error().code))
            part->remove();
        return outcome;
    }
    if (auto published = part->publish(); !published)
        return tl::unexpected(published.error());
    return outcome;
}

std::int64_t partOf(const fs::path &target)
{
    std::error_code error;
    const auto size = fs::file_size(target.string() + ".part", error);
    return error ? 0 : std::int64_t(size);
}

Result<> discardPart(const fs::path &target)
{
    std::error_code ignored;
    if (!fs::exists(target.string() + ".part", ignored))
        return {};
    auto part = DownloadPart::open(target);
    if (!part)
        return tl::unexpected(part.error());
    part->remove();
    return {};
}

} // namespace core
