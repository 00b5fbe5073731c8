#pragma once

#include "core/progress.h"

#include <functional>

namespace core {

/// Calls work(from, to) for parts [from, to) that together are [0, count), `perPart` long each (the
/// last may be shorter), several at once and in no given order. The parts do not depend on the
/// number of threads. Asks `progress` before each part and reports from the caller's thread only.
/// False where somebody asked for the end: some parts were left out.
bool inParts(int count, int perPart, const Progress &progress,
    const std::function<void(int from, int to)> &work);

} // namespace core
