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

/// 4 * outer product of the Gaussian, rounded to float32 as the reference rounds it. [1, 1, 7, 7]
torch::Tensor expandKernel()
{
    const std::array<double, 7> taps = gaussian();
    std::vector<float> weights;
    for (const double row : taps)
        for (const double column : taps)
            weights.push_back(4 * float(row * column));
    return torch::tensor(weights).view({1, 1, 7, 7});
}

} // namespace

torch::Tensor expanded(const torch::Tensor &map)
{
    static const torch::Tensor kernel = expandKernel();
    const int64_t height = map.size(2);
    const int64_t width = map.size(3);
    torch::Tensor spread = map.new_zeros({map.size(0), 1, height, 2, width, 2});
    spread.select(5, 0).select(3, 0).copy_(map);
    // [N, 1, H, 2, W, 2] -> [N, 1, 2H, 2W]
    const torch::Tensor sparse = spread.view({map.size(0), 1, 2 * height, 2 * width});
    return at::conv2d(at::reflection_pad2d(sparse, {3, 3, 3, 3}), kernel.type_as(map));
}

torch::Tensor rebuilt(const torch::Tensor &coarse, const torch::Tensor &laplacian)
{
    const torch::Tensor base = expanded(coarse);
    return base + resizedToCorners(laplacian, base.size(2), base.size(3));
}

} // namespace core
