#pragma once

namespace core {

/// Memory of this process in MB (1e6 bytes), as the system counts it. 0 where it does not say.
double residentMegabytes();

/// The most it was since the program's start or the last forgetPeakMemory().
double peakMegabytes();

/// Lets peakMegabytes() count anew, where the system can (Linux: /proc/self/clear_refs).
void forgetPeakMemory();

} // namespace core
