#include "core/files/hash.h"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <memory>

namespace core {
namespace {

namespace fs = std::filesystem;

/// OpenSSL's sum over what it is given, piece by piece.
class RunningSum
{
public:
    explicit RunningSum(Checksum::Algorithm algorithm)
        : m_context(EVP_MD_CTX_new(), &EVP_MD_CTX_free)
        , m_works(m_context
              && EVP_DigestInit_ex(m_context.get(), kind(algorithm), nullptr) == 1)
    {
    }

    bool works() const { return m_works; }
    void add(const void *bytes, std::size_t count)
    {
        EVP_DigestUpdate(m_context.get(), bytes, count);
    }

    std::string hex()
    {
        std::array<unsigned char, EVP_MAX_MD_SIZE> sum {};
        unsigned int length = 0;
        EVP_DigestFinal_ex(m_context.get(), sum.data(), &length);
        std::string text;
        for (unsigned int i = 0; i < length; ++i) {
            constexpr const char *digits = "0123456789abcdef";
            text += digits[sum[i] >> 4];
            text += digits[sum[i] & 15];
        }
        return text;
    }

private:
    static const EVP_MD *kind(Checksum::Algorithm algorithm)
    {
        switch (algorithm) {
        case Checksum::Algorithm::Sha256:
            return EVP_sha256();
        case Checksum::Algorithm::Md5:
            return EVP_md5();
        }
        return nullptr;
    }

    std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> m_context;
    bool m_works = false;
};

} // namespace

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
    std::vector<RunningSum> sums(algorithms.begin(), algorithms.end());
    if (!std::ranges::all_of(sums, &RunningSum::works))
        return fail(Error::Code::Unexpected, "no such checksum in OpenSSL");
    std::error_code ignored;
    const auto size = double(std::max<std::uintmax_t>(fs::file_size(file, ignored), 1));
    double done = 0;
    std::array<char, 1 << 16> block {};
    while (input.read(block.data(), block.size()) || input.gcount() > 0) {
        if (progress.stopped())
            return fail(Error::Code::Cancelled);
        for (RunningSum &sum : sums)
            sum.add(block.data(), static_cast<std::size_t>(input.gcount()));
        done += double(input.gcount());
        progress.report(std::min(done / size, 1.0));
    }
    if (input.bad())
        return fail(Error::Code::FileUnreadable, file.string());
    std::vector<Checksum> found;
    for (std::size_t i = 0; i < sums.size(); ++i)
        found.push_back({.algorithm = algorithms[i], .hex = sums[i].hex()});
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
    RunningSum sum(Checksum::Algorithm::Sha256);
    if (!sum.works())
        return fail(Error::Code::Unexpected, "no such checksum in OpenSSL");
    sum.add(bytes.data(), bytes.size());
    return sum.hex();
}

} // namespace core
