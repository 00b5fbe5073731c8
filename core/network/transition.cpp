#include "core/network/transition.h"

#include <cmath>
#include <vector>

namespace core {
namespace {

/// A centred rectangle, in pixels to either side of its centre.
struct HalfSize
{
    int64_t height = 0;
    int64_t width = 0;
};

/// Upright rectangles that together are the disc, as OpenCV draws it (MORPH_ELLIPSE): each as wide
/// as the disc is at its topmost row.
std::vector<HalfSize> discOf(int64_t size)
{
    const int64_t radius = size / 2;
    std::vector<HalfSize> rectangles;
    for (int64_t row = radius; row >= 0; --row) {
        const double chord = std::sqrt(double(radius * radius - row * row));
        const auto width = int64_t(std::nearbyint(chord)); // half to even
        if (rectangles.empty() || width > rectangles.back().width)
            rectangles.push_back({.height = row, .width = width});
    }
    return rectangles;
}

/// The largest value in a rectangle around each pixel; what lies outside the map never is.
torch::Tensor largestIn(const torch::Tensor &map, const HalfSize &rectangle)
{
    const auto [height, width] = rectangle;
    const torch::Tensor inRow = at::max_pool2d(map, {1, 2 * width + 1}, {1, 1}, {0, width});
    return at::max_pool2d(inRow, {2 * height + 1, 1}, {1, 1}, {height, 0});
}

torch::Tensor dilated(const torch::Tensor &map, const std::vector<HalfSize> &disc)
{
    torch::Tensor largest = largestIn(map, disc.front());
    for (std::size_t i = 1; i < disc.size(); ++i)
        largest = at::maximum(largest, largestIn(map, disc[i]));
    return largest;
}

} // namespace

torch::Tensor transition(const torch::Tensor &map, int64_t size)
{
    const std::vector<HalfSize> disc = discOf(size);
    const torch::Tensor alpha = map.to(torch::kFloat32).sigmoid();
    const torch::Tensor eroded = -dilated(-alpha, disc);
    return (dilated(alpha, disc) - eroded).gt(0.5).to(torch::kFloat32);
}

} // namespace core
