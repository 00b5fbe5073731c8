#pragma once

#include "core/progress.h"
#include "core/result.h"

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace core {

/// What the bytes of a file sum up to.
struct Checksum
{
    enum class Algorithm {
        Sha256,
        Md5, ///< against accidents only: whoever wants to can forge it
    };
    Algorithm algorithm = Algorithm::Sha256;
    std::string hex {}; ///< lower case: 64 digits of SHA-256, 32 of MD5
    friend bool operator==(const Checksum &, const Checksum &) = default;
};

/// The checksum of a file's bytes. Errors: FileMissing; FileUnreadable; Cancelled.
Result<Checksum> checksumOf(const std::filesystem::path &file, Checksum::Algorithm algorithm,
    const Progress &progress = {});

/// Several checksums of a file's bytes, read once; in the order of `algorithms`. Errors: as above.
Result<std::vector<Checksum>> checksumsOf(const std::filesystem::path &file,
    const std::vector<Checksum::Algorithm> &algorithms, const Progress &progress = {});

/// SHA-256 of a file's bytes, 64 lower-case hex digits. Errors: FileMissing; FileUnreadable.
Result<std::string> sha256Of(const std::filesystem::path &file);

/// SHA-256 of bytes in memory. Errors: Unexpected (OpenSSL has none).
Result<std::string> sha256OfBytes(std::span<const std::uint8_t> bytes);

} // namespace core
