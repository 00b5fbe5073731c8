#include "core/models/speed_meter.h"

namespace core {

using namespace std::chrono_literals;

void SpeedMeter::note(Time now, std::int64_t bytes)
{
    if (!m_samples.empty() && bytes < m_samples.back().bytes)
        m_samples.clear();
    m_samples.push_back({now, bytes});
    while (m_samples.size() > 2 && now - m_samples[1].time >= 5s)
        m_samples.pop_front();
}

double SpeedMeter::bytesPerSecond() const
{
    if (m_samples.empty())
        return 0;
    const auto elapsed = m_samples.back().time - m_samples.front().time;
    if (elapsed < 500ms)
        return 0;
    return double(m_samples.back().bytes - m_samples.front().bytes)
        / std::chrono::duration<double>(elapsed).count();
}

} // namespace core
