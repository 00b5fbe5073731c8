#include "core/network/image_pyramid.h"

#include "core/network/bilinear.h"

#include <array>
#include <cmath>

namespace core {
namespace {

/// exp(-i*i/2) for i = -3..3, summing to 1.
std::array<double, 7> gaussian()
{
    std::array<double, 7> taps {};
    double sum = 0;
    for (int i = -3; i <= 3; ++i)
        sum += taps[std::size_t(i + 3)] = std::exp(-0.5 * i * i);
    for (double &tap : taps)
        tap /= sum;
    return taps;
}

/// Every other pixel of the enlarged map lies on a pixel of the map, the others between two: what
/// each of the four kinds takes of 4 x 4 pixels. The values are those of the reference's 7 x 7
/// kernel, 4 * the Gaussian's outer product, rounded to float32 as it rounds them; what it would
/// multiply with zeros is left out. [4, 1, 4, 4], the kinds by row, then column.
torch::Tensor expandKernel()
{
    const std::array<double, 7> taps = gaussian();
    torch::Tensor kernel = torch::zeros({2, 2, 4, 4});
    for (int row = 0; row < 7; ++row)
        for (int column = 0; column < 7; ++column) {
            const bool isOddRow = row % 2 == 0;
            const bool isOddColumn = column % 2 == 0;
            kernel[isOddRow][isOddColumn][row / 2][column / 2] =
                4 * float(taps[std::size_t(row)] * taps[std::size_t(column)]);
        }
    return kernel.view({4, 1, 4, 4});
}

/// With a margin along an axis of one pixel before and two after, where the reference mirrors the map
/// that has zeros between its pixels.
torch::Tensor mirrored(const torch::Tensor &map, int64_t axis)
{
    const int64_t size = map.size(axis);
    return at::cat({map.narrow(axis, 1, 1), map, map.narrow(axis, size - 1, 1),
                       map.narrow(axis, size - 2, 1)},
        axis);
}

} // namespace

torch::Tensor expanded(const torch::Tensor &map)
{
    static const torch::Tensor kernel = expandKernel();
    const torch::Tensor padded = mirrored(mirrored(map, 2), 3);
    // [N, 4, H, W] -> [N, 1, 2H, 2W]
    return at::pixel_shuffle(at::conv2d(padded, kernel.type_as(map)), 2);
}

torch::Tensor rebuilt(const torch::Tensor &coarse, const torch::Tensor &laplacian)
{
    const torch::Tensor base = expanded(coarse);
    return base + resizedToCorners(laplacian, base.size(2), base.size(3));
}

} // namespace core
