#pragma once

#include <string>

namespace cli {

/// One line on a terminal that is drawn over, never wider than the terminal; nothing at all where
/// standard error is no terminal.
class ProgressBar
{
public:
    explicit ProgressBar(int photos);
    ProgressBar(const ProgressBar &) = delete;
    ProgressBar &operator=(const ProgressBar &) = delete;
    ~ProgressBar(); ///< wipes the line

    void show(int photo, const std::string &name, double fraction); ///< photo counts from 0
    void wipe();

private:
    int m_photos = 0;
    bool m_isTerminal = false;
};

} // namespace cli
