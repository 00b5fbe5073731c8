#pragma once

#include <array>
#include <cstddef>

namespace core {

/// What the networks were trained with, RGB: (value / 255 - mean) / deviation (inspyrenet/spec.md,
/// 15).
constexpr std::array<double, 3> imageMean {0.485, 0.456, 0.406};
constexpr std::array<double, 3> imageDeviation {0.229, 0.224, 0.225};

/// The network's value for each channel and 8-bit value, rounded to float32 where the reference
/// rounds.
inline std::array<std::array<float, 256>, 3> normalisedValues()
{
    std::array<std::array<float, 256>, 3> table {};
    for (std::size_t channel = 0; channel < 3; ++channel)
        for (std::size_t v = 0; v < 256; ++v) {
            const auto centred = float(double(float(v) / 255.0F) - imageMean.at(channel));
            table.at(channel).at(v) = float(double(centred) / imageDeviation.at(channel));
        }
    return table;
}

} // namespace core
