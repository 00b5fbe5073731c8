#pragma once

#include "core/network/network.h"

namespace core {

/// Whether float32 on a card may multiply in TF32: 10 bits of mantissa instead of 23, several times
/// faster on cards since Ampere. Process-wide, off unless allowed: LibTorch alone would use it for
/// convolutions. Means nothing on the CPU.
void allowTensorFloat32(bool allowed);
bool allowsTensorFloat32();

/// Tells LibTorch; Network::load() does it for a card.
void applyTensorFloat32();

/// The precision as a mask's record says it: nameOf(), and "tf32" for float32 on a card that may
/// multiply so.
std::string precisionName(const NetworkOptions &options);

} // namespace core
