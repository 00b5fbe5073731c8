#pragma once

#include <array>

namespace core {

/// What the networks were trained with, RGB: (value / 255 - mean) / deviation (inspyrenet/spec.md,
/// 15).
constexpr std::array<double, 3> imageMean {0.485, 0.456, 0.406};
constexpr std::array<double, 3> imageDeviation {0.229, 0.224, 0.225};

} // namespace core
