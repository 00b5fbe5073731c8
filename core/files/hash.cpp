#include "core/files/hash.h"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <utility>

namespace core {
namespace {

namespace fs = std::filesystem;

const EVP_MD *kindOf(Checksum::Algorithm algorithm)
{
    switch (algorithm) {
    case Checksum::Algorithm::Sha256:
        return EVP_sha256();
    case Checksum::Algorithm::Md5:
        return EVP_md5();
    }
    return nullptr;
}

std::string hexOf(std::span<const unsigned char> bytes)
{
    constexpr const char *digits = "0123456789abcdef";
    std::string text;
    for (const unsigned char byte : bytes) {
        text += digits[byte >> 4];
        text += digits[byte & 15];
    }
    return text;
}

Result<std::vector<RunningChecksum>> begun(const std::vector<Checksum::Algorithm> &algorithms)
{
    std::vector<RunningChecksum> sums;
    for (const Checksum::Algorithm algorithm : algorithms) {
        auto sum = RunningChecksum::begin(algorithm);
        if (!sum)
            return tl::unexpected(sum.error());
        sums.push_back(std::move(*sum));
    }
    return sums;
}

} // namespace

RunningChecksum::RunningChecksum(Checksum::Algorithm algorithm, Context context)
    : m_algorithm(algorithm)
    , m_context(std::move(context))
{
}

Result<RunningChecksum> RunningChecksum::begin(Checksum::Algorithm algorithm)
{
    Context context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
    if (!context || EVP_DigestInit_ex(context.get(), kindOf(algorithm), nullptr) != 1)
        return fail(Error::Code::Unexpected, "no such checksum in OpenSSL");
    return RunningChecksum(algorithm, std::move(context));
}

void RunningChecksum::add(std::span<const std::uint8_t> bytes)
{
    EVP_DigestUpdate(m_context.get(), bytes.data(), bytes.size());
}

Checksum RunningChecksum::finished()
{
    std::array<unsigned char, EVP_MAX_MD_SIZE> sum {};
    unsigned int length = 0;
    EVP_DigestFinal_ex(m_context.get(), sum.data(), &length);
    return {.algorithm = m_algorithm, .hex = hexOf({sum.data(), length})};
}

Result<Checksum> checksumOf(
    const fs::path &file, Checksum::Algorithm algorithm, const Progress &progress)
{
    return checksumsOf(file, {algorithm}, progress).map([](std::vector<Checksum> sums) {
        return std::move(sums.front());
    });
}

Result<std::vector<Checksum>> checksumsOf(const fs::path &file,
    const std::vector<Checksum::Algorithm> &algorithms, const Progress &progress)
{
    std::ifstream input(file, std::ios::binary);
    if (!input)
        return fail(fs::exists(file) ? Error::Code::FileUnreadable : Error::Code::FileMissing,
            file.string());
    auto sums = begun(algorithms);
    if (!sums)
        return tl::unexpected(sums.error());
    std::error_code ignored;
    const auto size = double(std::max<std::uintmax_t>(fs::file_size(file, ignored), 1));
    double done = 0;
    std::array<std::uint8_t, 1 << 16> block {};
    char *const bytes = reinterpret_cast<char *>(block.data());
    while (input.read(bytes, block.size()) || input.gcount() > 0) {
        if (progress.stopped())
            return fail(Error::Code::Cancelled);
        for (RunningChecksum &sum : *sums)
            sum.add({block.data(), static_cast<std::size_t>(input.gcount())});
        done += double(input.gcount());
        progress.report(std::min(done / size, 1.0));
    }
    if (input.bad())
        return fail(Error::Code::FileUnreadable, file.string());
    std::vector<Checksum> found;
    for (RunningChecksum &sum : *sums)
        found.push_back(sum.finished());
    return found;
}

Result<std::string> sha256Of(const fs::path &file)
{
    return checksumOf(file, Checksum::Algorithm::Sha256).map([](const Checksum &sum) {
        return sum.hex;
    });
}

Result<std::string> sha256OfBytes(std::span<const std::uint8_t> bytes)
{
    return RunningChecksum::begin(Checksum::Algorithm::Sha256).map([bytes](RunningChecksum sum) {
        sum.add(bytes);
        return sum.finished().hex;
    });
}

} // namespace core
