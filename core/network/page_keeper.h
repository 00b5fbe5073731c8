#pragma once

#include <cstddef>

namespace core {

/// From now on LibTorch's CPU tensors take their memory from one range of addresses whose pages are
/// kept and used again, process-wide: half of a forward pass is otherwise the kernel mapping and
/// clearing pages. Where no free range is long enough for a tensor, pages of several move to new
/// addresses without being copied, so that hardly more is kept than is held at once. Calling it
/// twice changes nothing.
void keepPages();

/// Gives all pages that no tensor holds back to the system.
void releaseKeptPages();

/// Bytes of tensors and of operators' scratch memory, counted, not measured: the same pass gives the
/// same numbers on every run.
struct TensorBytes
{
    std::size_t held = 0; ///< now
    std::size_t mostHeld = 0; ///< at once, since the start or forgetMostTensorBytes()
    std::size_t kept = 0; ///< of pages that no tensor holds now: for later
};
TensorBytes tensorBytes();
void forgetMostTensorBytes();

} // namespace core
