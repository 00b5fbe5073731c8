#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

/// Boxes of ISO base media files: a length, a kind of four letters, content. Whatever a file says
/// of its lengths, nothing here reads past the bytes it was given. Source: ISO/IEC 14496-12,
/// section 4.2.
namespace core {

/// "meta" as the number that stands in a file.
constexpr std::uint32_t boxKind(const char (&letters)[5])
{
    std::uint32_t kind = 0;
    for (int i = 0; i < 4; ++i)
        kind = kind << 8 | static_cast<std::uint8_t>(letters[i]);
    return kind;
}

/// What a box says of itself at its front.
struct BoxFrame
{
    std::uint32_t kind = 0;
    std::uint64_t headBytes = 0; ///< 8 or 16
    std::uint64_t bytes = 0; ///< the head and the content
};

/// From the first bytes of a box (16 are enough); `room` bytes remain up to the end of what it
/// stands in. None where that is too short for it, or for its head.
std::optional<BoxFrame> boxFrame(std::span<const std::uint8_t> front, std::uint64_t room);

/// A box in memory.
struct Box
{
    std::uint32_t kind = 0;
    std::span<const std::uint8_t> content = {};
};

/// Numbers and boxes, one after another. Past the end numbers are 0 and boxes are none.
class BoxReader
{
public:
    explicit BoxReader(std::span<const std::uint8_t> bytes)
        : m_rest(bytes)
    {
    }

    bool isAtEnd() const { return m_rest.empty(); }
    std::span<const std::uint8_t> rest() const { return m_rest; }

    /// Big-endian, of 0 to 8 bytes.
    std::uint64_t number(std::size_t bytes);

    void skip(std::uint64_t bytes);

    /// The next box; none at the end and where the rest is none.
    std::optional<Box> box();

private:
    std::span<const std::uint8_t> m_rest;
};

} // namespace core
