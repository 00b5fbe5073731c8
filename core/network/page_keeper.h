#pragma once

#include <cstddef>

namespace core {

/// From now on LibTorch's CPU tensors take their memory from blocks that are kept and used again,
/// process-wide: half of a forward pass is otherwise the kernel mapping and clearing pages. Calling
/// it twice changes nothing.
void keepPages();

/// Gives all blocks that no tensor holds back to the system.
void releaseKeptPages();

/// Bytes kept for later that no tensor holds now.
std::size_t keptBytes();

} // namespace core
