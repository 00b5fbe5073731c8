#pragma once

#include <cstdint>
#include <string>

namespace core {

/// Width and height in pixels.
struct Size
{
    int width = 0;
    int height = 0;
    friend bool operator==(const Size &, const Size &) = default;
};

/// Pixels in all; no overflow for any two ints.
constexpr std::int64_t areaOf(Size size)
{
    return std::int64_t {size.width} * size.height;
}

/// Decimal megapixels: width x height / 1e6.
constexpr double megapixels(Size size)
{
    return static_cast<double>(areaOf(size)) / 1e6;
}

/// The largest size with the aspect of `image` whose sides fit in `limit`. Never enlarges; at least
/// 1 x 1.
Size fitted(Size image, Size limit);

/// "1024 x 768"
std::string nameOf(Size size);

} // namespace core
