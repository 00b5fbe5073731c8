#include "core/files/hash.h"

#include <openssl/evp.h>

#include <array>
#include <fstream>
#include <memory>

namespace core {

Result<std::string> sha256Of(const std::filesystem::path &file)
{
    std::ifstream input(file, std::ios::binary);
    if (!input)
        return fail(
            std::filesystem::exists(file) ? Error::Code::FileUnreadable : Error::Code::FileMissing,
            file.string());
    const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> digest(
        EVP_MD_CTX_new(), &EVP_MD_CTX_free);
    if (!digest || EVP_DigestInit_ex(digest.get(), EVP_sha256(), nullptr) != 1)
        return fail(Error::Code::Unexpected, "no SHA-256");
    std::array<char, 1 << 16> block {};
    while (input.read(block.data(), block.size()) || input.gcount() > 0)
        EVP_DigestUpdate(digest.get(), block.data(), static_cast<std::size_t>(input.gcount()));
    if (input.bad())
        return fail(Error::Code::FileUnreadable, file.string());

    std::array<unsigned char, EVP_MAX_MD_SIZE> sum {};
    unsigned int length = 0;
    EVP_DigestFinal_ex(digest.get(), sum.data(), &length);
    std::string hex;
    for (unsigned int i = 0; i < length; ++i) {
        constexpr const char *digits = "0123456789abcdef";
        hex += digits[sum[i] >> 4];
        hex += digits[sum[i] & 15];
    }
    return hex;
}

} // namespace core
