#pragma once

#include <cstdint>

/// Products of matrices on the processor's matrix unit (Intel AMX), see hasMatrixUnit(): sums of
/// products of bfloat16 numbers, in float32.
namespace core {

/// As the sum of how many bfloat16 numbers a float32 is taken. One is bfloat16's own precision. Of two
/// by two the three largest products are summed: a result is off by about 4e-6 of what its terms come
/// to, a hundredth of what TensorFloat-32 is.
enum class AmxPieces { One = 1, Two = 2 };

/// Rows and columns of results that are summed at once, and the inputs that go into them at once.
constexpr std::int64_t amxRows = 32;
constexpr std::int64_t amxColumns = 32;
constexpr std::int64_t amxDepth = 32;

/// Numbers of one tile: half the rows or half the columns at once, by the inputs at once.
constexpr std::int64_t amxTile = 16 * amxDepth;

} // namespace core
