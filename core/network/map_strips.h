#pragma once

#include "core/network/network.h"
#include "core/network/region.h"

#include <vector>

namespace core {

/// How many pixels around a part of a map SICA's results in it depend on: two 3 x 3 convolutions for
/// the query, three after it.
constexpr std::int64_t sicaMargin = 5;

/// Rows of a strip of a map so wide: few enough to bound the memory (a map of 384 x 384 is one
/// strip), many against their margins, and a multiple of `unit`.
inline std::int64_t stripRows(std::int64_t width, std::int64_t unit = 1)
{
    constexpr std::int64_t pixels = 144 * 1024;
    const std::int64_t wished = std::max(8 * sicaMargin, pixels / width);
    return std::max(unit, wished / unit * unit);
}

/// Parts of full width that are computed one after the other.
inline std::vector<Region> strips(std::int64_t height, std::int64_t width, std::int64_t unit = 1)
{
    const std::int64_t rows = stripRows(width, unit);
    std::vector<Region> parts;
    for (std::int64_t top = 0; top < height; top += rows)
        parts.push_back(
            {.top = top, .bottom = std::min(top + rows, height), .left = 0, .right = width});
    return parts;
}

/// A map as it is to be taken.
inline std::vector<Region> partsOf(
    MapParts how, std::int64_t height, std::int64_t width, std::int64_t unit = 1)
{
    if (how == MapParts::Strips)
        return strips(height, width, unit);
    return {{.top = 0, .bottom = height, .left = 0, .right = width}};
}

} // namespace core
