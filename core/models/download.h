#pragma once

#include "core/files/hash.h"
#include "core/progress.h"
#include "core/result.h"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <limits>
#include <optional>
#include <string>

/// Downloads that can be paused. Bytes come to `<target>.part`; what is needed to go on from there
/// stands in `<target>.part.json`. The target's own name appears only when all is there and right.
namespace core {

/// Which lengths a file may have, in bytes.
struct LengthBounds
{
    std::int64_t least = 1;
    std::int64_t most = std::numeric_limits<std::int64_t>::max();
    friend bool operator==(const LengthBounds &, const LengthBounds &) = default;
};

/// What is to be had, and where it goes.
struct Download
{
    std::string url {}; ///< http or https
    std::filesystem::path target {}; ///< its folder is there
    LengthBounds length {};
    std::optional<Checksum> checksum {}; ///< absent: nothing to verify against
    /// A last look at the part, when its checksum is right; an error deletes it. May be empty.
    std::function<Result<>(const std::filesystem::path &part)> check {};
};

/// How to download; the defaults are for people.
struct DownloadOptions
{
    std::string proxy {}; ///< "http://host:port"; "": what the environment says (https_proxy, ...)
    std::chrono::milliseconds inactivity {30'000}; ///< without a byte: broken off
    int attempts = 5; ///< without a megabyte in between
    std::chrono::milliseconds firstWait {1'000}; ///< before the second attempt; then doubled
};

/// How far a download is.
struct DownloadState
{
    std::int64_t bytes = 0; ///< those of an earlier part too
    std::optional<std::int64_t> total {}; ///< absent: the server does not say
    double bytesPerSecond = 0; ///< of the last seconds; 0: not known yet
    std::optional<std::chrono::seconds> left {}; ///< absent: not known yet
};

/// Called on the thread that downloads, several times a second.
using DownloadReport = std::function<void(const DownloadState &)>;

/// A file that came, whole.
struct Downloaded
{
    std::int64_t bytes = 0;
    std::string sha256 {}; ///< 64 lower-case hex digits
    bool verified = false; ///< against Download::checksum
};

/// Downloads, going on from a part that is there, if the server still has the same file. Replaces
/// an older file of the target's name. Asked to stop, it keeps the part: that is a pause.
/// Errors: Cancelled; NetworkFailed (also after the last attempt; the part is kept);
/// ServerRefused; HashMismatch (length or checksum; the part is deleted); InUse; DiskFull;
/// TargetUnwritable; those of Download::check.
Result<Downloaded> download(const Download &wanted, const DownloadOptions &options = {},
    const DownloadReport &report = {}, const Progress &progress = {});

/// Bytes of the part of a target; 0 where there is none.
std::int64_t partOf(const std::filesystem::path &target);

/// Deletes the part of a target, if there is one. Errors: InUse; TargetUnwritable.
Result<> discardPart(const std::filesystem::path &target);

} // namespace core
