#pragma once

namespace core {

/// Whether this processor multiplies tiles of bfloat16 matrices by itself (Intel AMX), and the system
/// lets this program do so. Source: Intel 64 and IA-32 Architectures Optimization Reference Manual,
/// chapter 20.
bool hasMatrixUnit();

} // namespace core
