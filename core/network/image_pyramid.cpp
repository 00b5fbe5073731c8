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

/// Which pixels an axis of `size` takes with a margin of one before and two after, where the
/// reference mirrors the map that has zeros between its pixels.
torch::Tensor mirrored(int64_t size)
{
    std::vector<int64_t> places {std::min<int64_t>(1, size - 1)};
    for (int64_t i = 0; i < size; ++i)
        places.push_back(i);
    places.push_back(size - 1);
    places.push_back(std::max<int64_t>(size - 2, 0));
    return torch::tensor(places);
}

} // namespace

torch::Tensor expanded(const torch::Tensor &map)
{
    static const torch::Tensor kernel = expandKernel();
    const torch::Tensor padded = map.index_select(2, mirrored(map.size(2)).to(map.device()))
                                     .index_select(3, mirrored(map.size(3)).to(map.device()));
    // [N, 4, H, W] -> [N, 1, 2H, 2W]
    return at::pixel_shuffle(at::conv2d(padded, kernel.to(map.options())), 2);
}

torch::Tensor rebuilt(const torch::Tensor &coarse, const torch::Tensor &laplacian)
{
    const torch::Tensor base = expanded(coarse);
    return base + resizedToCorners(laplacian, base.size(2), base.size(3));
}

} // namespace core
