#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace core {

/// Why something is no pickle of ours; thrown within its readers alone.
struct PickleProblem
{
    std::string what;
};

/// The bytes of a pickle, from the first to the last. What reads beyond the end throws
/// PickleProblem.
class PickleBytes
{
public:
    explicit PickleBytes(const std::vector<std::byte> &bytes)
        : m_bytes(bytes)
    {
    }

    unsigned char byte();
    std::uint64_t number(int bytes); ///< unsigned, little-endian
    std::int64_t longNumber(); ///< LONG1: a length, then that many bytes, signed; at most 64 bits
    std::string text(std::size_t bytes);
    std::string line(); ///< without the '\n' that ends it

private:
    const std::vector<std::byte> &m_bytes;
    std::size_t m_at = 0;
};

} // namespace core
