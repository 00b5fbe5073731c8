#pragma once

#include <torch/torch.h>

/// The two bilinear resizes of the reference. x: [N, C, H, W] -> [N, C, height, width]; the same
/// tensor where the size is right.
namespace core {

/// Half-pixel centres (align_corners=False): everywhere but in the two places below.
inline torch::Tensor resized(const torch::Tensor &x, int64_t height, int64_t width)
{
    if (x.size(2) == height && x.size(3) == width)
        return x;
    return at::upsample_bilinear2d(x, {height, width}, false);
}

/// Corner pixels fall on corner pixels (align_corners=True): PAA-d and the pyramid's Laplacian.
inline torch::Tensor resizedToCorners(const torch::Tensor &x, int64_t height, int64_t width)
{
    if (x.size(2) == height && x.size(3) == width)
        return x;
    return at::upsample_bilinear2d(x, {height, width}, true);
}

} // namespace core
