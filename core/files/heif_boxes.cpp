#include "core/files/heif_boxes.h"

#include <algorithm>

namespace core {

std::optional<BoxFrame> boxFrame(std::span<const std::uint8_t> front, std::uint64_t room)
{
    constexpr std::uint64_t toTheEnd = 0;
    constexpr std::uint64_t longLength = 1;
    BoxReader reader(front);
    BoxFrame frame {.headBytes = 8, .bytes = reader.number(4)};
    frame.kind = static_cast<std::uint32_t>(reader.number(4));
    if (frame.bytes == longLength) {
        frame.headBytes = 16;
        frame.bytes = reader.number(8);
    } else if (frame.bytes == toTheEnd) {
        frame.bytes = room;
    }
    if (front.size() < frame.headBytes || frame.bytes < frame.headBytes || frame.bytes > room)
        return std::nullopt;
    return frame;
}

std::uint64_t BoxReader::number(std::size_t bytes)
{
    if (bytes > m_rest.size()) {
        m_rest = {};
        return 0;
    }
    std::uint64_t number = 0;
    for (const auto byte : m_rest.first(bytes))
        number = number << 8 | byte;
    m_rest = m_rest.subspan(bytes);
    return number;
}

void BoxReader::skip(std::uint64_t bytes)
{
    m_rest = m_rest.subspan(std::min<std::uint64_t>(bytes, m_rest.size()));
}

std::optional<Box> BoxReader::box()
{
    const auto frame = boxFrame(m_rest, m_rest.size());
    if (!frame) {
        m_rest = {};
        return std::nullopt;
    }
    const Box box {frame->kind, m_rest.subspan(frame->headBytes, frame->bytes - frame->headBytes)};
    m_rest = m_rest.subspan(frame->bytes);
    return box;
}

} // namespace core
