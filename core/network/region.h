#pragma once

#include <algorithm>
#include <cstdint>

namespace core {

/// A rectangle of a map: rows [top, bottom), columns [left, right).
struct Region
{
    std::int64_t top = 0;
    std::int64_t bottom = 0;
    std::int64_t left = 0;
    std::int64_t right = 0;

    std::int64_t height() const { return bottom - top; }
    std::int64_t width() const { return right - left; }
    friend bool operator==(const Region &, const Region &) = default;
};

/// `region` with `margin` more on each side, as far as a map of height x width goes.
inline Region grown(
    const Region &region, std::int64_t margin, std::int64_t height, std::int64_t width)
{
    return {.top = std::max<std::int64_t>(region.top - margin, 0),
        .bottom = std::min(region.bottom + margin, height),
        .left = std::max<std::int64_t>(region.left - margin, 0),
        .right = std::min(region.right + margin, width)};
}

} // namespace core
