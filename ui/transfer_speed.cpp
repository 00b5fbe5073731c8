#include "ui/transfer_speed.h"

#include <cmath>

namespace ui {

namespace {

/// Shorter pieces say little of the speed.
constexpr std::chrono::duration<double> leastPiece(0.2);
/// What is older than this counts for less than a third.
constexpr double memorySeconds = 3;

} // namespace

void TransferSpeed::restart(std::int64_t bytes, Clock::time_point now)
{
    m_bytes = bytes;
    m_at = now;
    m_bytesPerSecond = 0;
}

void TransferSpeed::reached(std::int64_t bytes, Clock::time_point now)
{
    const std::chrono::duration<double> piece = now - m_at;
    if (bytes < m_bytes) { // the server began again from the start
        restart(bytes, now);
        return;
    }
    if (piece < leastPiece)
        return;
    const double current = static_cast<double>(bytes - m_bytes) / piece.count();
    const double weight = 1 - std::exp(-piece.count() / memorySeconds);
    m_bytesPerSecond =
        m_bytesPerSecond == 0 ? current : m_bytesPerSecond + weight * (current - m_bytesPerSecond);
    m_bytes = bytes;
    m_at = now;
}

} // namespace ui
