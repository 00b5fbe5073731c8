#include "app/cli/progress_bar.h"

#include "app/cli/words.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>

namespace cli {

namespace {

int terminalColumns()
{
    winsize window {};
    const bool isKnown = ioctl(STDERR_FILENO, TIOCGWINSZ, &window) == 0 && window.ws_col > 0;
    return isKnown ? window.ws_col : 80;
}

} // namespace

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
    const std::string line = "[" + std::string(filled, '#') + std::string(width - filled, '.')
        + "] " + std::to_string(photo + 1) + " of " + std::to_string(m_photos) + "  " + shown(name);
    // A line that wraps could not be drawn over.
    std::fprintf(stderr, "\r\033[K%s", clipped(line, terminalColumns() - 1).c_str());
    std::fflush(stderr);
}

void ProgressBar::wipe()
{
    if (m_isTerminal)
        std::fprintf(stderr, "\r\033[K");
}

} // namespace cli
