#pragma once

#include "core/progress.h"
#include "core/result.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

struct evp_md_ctx_st; // OpenSSL's

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

/// A checksum of bytes that come piece by piece.
class RunningChecksum
{
public:
    /// Errors: Unexpected (OpenSSL has none of that kind).
    static Result<RunningChecksum> begin(Checksum::Algorithm algorithm);
    void add(std::span<const std::uint8_t> bytes);
    /// Of all that was added. Once.
    Checksum finished();

private:
    using Context = std::unique_ptr<evp_md_ctx_st, void (*)(evp_md_ctx_st *)>;
    RunningChecksum(Checksum::Algorithm algorithm, Context context);

    Checksum::Algorithm m_algorithm;
    Context m_context;
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
