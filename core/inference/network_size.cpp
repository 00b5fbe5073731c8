#include "core/inference/network_size.h"

#include <algorithm>
#include <cmath>

namespace core {

namespace {

constexpr int grid = 32; // the deepest stage of the network sees one pixel of that many
constexpr int leastSide = 16;

/// Python's round(): half to even, so that 80 px become 64 and 48 px become 64.
int onGrid(double side)
{
    return int(std::nearbyint(side / grid)) * grid;
}

Size dynamicSize(Size photo)
{
    constexpr double shorterLimit = 1280;
    double width = photo.width;
    double height = photo.height;
    if (width >= height && height > shorterLimit) {
        width /= height / shorterLimit;
        height = shorterLimit;
    } else if (height > width && width > shorterLimit) {
        height /= width / shorterLimit;
        width = shorterLimit;
    }
    return {onGrid(width), onGrid(height)};
}

} // namespace

Result<Size> networkSize(Size photo, int side, ResizeRule rule)
{
    if (std::min(photo.width, photo.height) < leastSide)
        return fail(Error::Code::ImageTooSmall, nameOf(photo));
    if (rule == ResizeRule::Static)
        return Size {side, side};
    const Size size = dynamicSize(photo);
    if (std::min(size.width, size.height) < grid)
        return fail(
            Error::Code::ImageTooSmall, nameOf(photo) + ": the network would see " + nameOf(size));
    return size;
}

bool isForBlending(Size high)
{
    constexpr int threshold = 512;
    return std::min(high.width, high.height) > threshold;
}

Size nextSmaller(Size current, Size full)
{
    const double longer = std::max(current.width, current.height) - grid;
    const double scale = longer / std::max(full.width, full.height);
    const auto scaled = [scale](int side) { return std::max(grid, onGrid(side * scale)); };
    return {scaled(full.width), scaled(full.height)};
}

} // namespace core
