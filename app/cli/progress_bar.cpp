#include "app/cli/progress_bar.h"

#include <unistd.h>

#include <algorithm>
#include <cstdio>

namespace cli {

ProgressBar::ProgressBar(int photos)
    : m_photos(photos)
    , m_isTerminal(isatty(STDERR_FILENO) == 1)
{
}

ProgressBar::~ProgressBar()
{
    wipe();
}

void ProgressBar::show(int photo, const std::string &name, double fraction)
{
    if (!m_isTerminal || m_photos == 0)
        return;
    constexpr int width = 30;
    const double all = (photo + std::clamp(fraction, 0.0, 1.0)) / m_photos;
    const int filled = static_cast<int>(all * width);
    const std::string bar = std::string(filled, '#') + std::string(width - filled, '.');
    std::fprintf(
        stderr, "\r\033[K[%s] %d of %d  %.40s", bar.c_str(), photo + 1, m_photos, name.c_str());
    std::fflush(stderr);
}

void ProgressBar::wipe()
{
    if (m_isTerminal)
        std::fprintf(stderr, "\r\033[K");
}

} // namespace cli
