#pragma once

#include "core/files/packet_socket.h"

#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <vector>

/// Numbers, texts and lists in a packet. Both classes take the same calls, so that a function which
/// passes a value's fields to either (decode_fields.h) stands once for both directions.
namespace core {

/// Packs.
class PacketWriter
{
public:
    template <typename Number>
    void number(const Number &value)
    {
        const auto wide = static_cast<std::int64_t>(value);
        const auto *bytes = reinterpret_cast<const std::uint8_t *>(&wide);
        packet.insert(packet.end(), bytes, bytes + sizeof wide);
    }
    void real(const double &value)
    {
        std::int64_t bits = 0;
        std::memcpy(&bits, &value, sizeof bits);
        number(bits);
    }
    void text(const std::string &value)
    {
        number(value.size());
        packet.insert(packet.end(), value.begin(), value.end());
    }
    template <typename Value, typename Pass>
    void maybe(const std::optional<Value> &value, const Pass &pass)
    {
        number(value.has_value());
        if (value)
            pass(*value);
    }
    template <typename Value>
    void numbers(const std::vector<Value> &values, std::size_t)
    {
        number(values.size());
        for (const Value value : values)
            number(value);
    }
    Packet packet;
};

/// Unpacks, and believes nothing: isWhole() says whether everything was there and nothing else.
class PacketReader
{
public:
    explicit PacketReader(const Packet &packet)
        : m_packet(packet)
    {
    }
    template <typename Number>
    void number(Number &value)
    {
        std::int64_t wide = 0;
        if (m_packet.size() - m_at < sizeof wide)
            m_isShort = true;
        else
            std::memcpy(&wide, m_packet.data() + m_at, sizeof wide);
        m_at += m_isShort ? 0 : sizeof wide;
        value = static_cast<Number>(wide);
    }
    void real(double &value)
    {
        std::int64_t bits = 0;
        number(bits);
        std::memcpy(&value, &bits, sizeof value);
    }
    void text(std::string &value)
    {
        std::size_t count = 0;
        number(count);
        m_isShort = m_isShort || count > m_packet.size() - m_at;
        if (m_isShort)
            return;
        value.assign(reinterpret_cast<const char *>(m_packet.data()) + m_at, count);
        m_at += count;
    }
    template <typename Value, typename Pass>
    void maybe(std::optional<Value> &value, const Pass &pass)
    {
        bool isThere = false;
        number(isThere);
        if (isThere)
            pass(value.emplace());
    }
    template <typename Value>
    void numbers(std::vector<Value> &values, std::size_t most)
    {
        std::size_t count = 0;
        number(count);
        m_isShort = m_isShort || count > most;
        for (std::size_t i = 0; i < count && !m_isShort; ++i)
            number(values.emplace_back());
    }
    bool isWhole() const { return !m_isShort && m_at == m_packet.size(); }

private:
    const Packet &m_packet;
    std::size_t m_at = 0;
    bool m_isShort = false;
};

} // namespace core
