#pragma once

namespace core {

/// Whether this processor multiplies tiles of bfloat16 matrices by itself (Intel AMX), and the system
/// lets this program do so. Source: Intel 64 and IA-32 Architectures Optimization Reference Manual,
/// chapter 20.
bool hasMatrixUnit();

/// Whether this processor adds up two neighbouring products of bfloat16 in the time that one of float32
/// takes: AVX512_BF16 by AMD, since Zen 4. Intel's takes four times as long.
bool hasBFloat16Pairs();

} // namespace core
