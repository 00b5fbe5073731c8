#include "core/network/blending.h"

#include "core/network/bilinear.h"
#include "core/network/image_pyramid.h"
#include "core/network/transition.h"

#include <vector>

namespace core {
namespace {

/// A map's axis in that of another: sample i is taken at first + i * step, in its pixels.
struct Sampling
{
    int64_t count = 0;
    double first = 0;
    double step = 1;
};

/// Linear between neighbours; beyond the border is as at the border.
torch::Tensor sampled(const torch::Tensor &map, int64_t axis, const Sampling &where)
{
    const int64_t last = map.size(axis) - 1;
    const torch::Tensor index = torch::arange(where.count, torch::kFloat64);
    const torch::Tensor place = (index * where.step + where.first).clamp_(0, double(last));
    const torch::Tensor below = place.floor().to(torch::kInt64);
    const torch::Tensor above = (below + 1).clamp_max_(last);
    std::vector<int64_t> along(std::size_t(map.dim()), 1);
    along.at(std::size_t(axis)) = where.count;
    const torch::Tensor share = (place - below).to(map.options()).view(along);
    const auto taken = [&](const torch::Tensor &indices) {
        return map.index_select(axis, indices.to(map.device()));
    };
    return at::lerp(taken(below), taken(above), share);
}

/// A map over the whole photo in the pyramid's coarsest level. Pixel i of that lies on pixel 8i of
/// the photo, where resizing would take it for 8i + 3.5, the middle of the pixels that it covers.
torch::Tensor beneathPyramid(const torch::Tensor &map, const torch::Tensor &like)
{
    constexpr double stride = 8;
    const auto along = [&](int64_t axis) {
        const double scale = double(map.size(axis)) / (stride * double(like.size(axis)));
        return Sampling {
            .count = like.size(axis), .first = 0.5 * scale - 0.5, .step = stride * scale};
    };
    return sampled(sampled(map, 2, along(2)), 3, along(3));
}

/// From one level of the pyramid to the next finer one, of that size: pixel i lies on pixel 2i.
torch::Tensor oneLevelFiner(const torch::Tensor &mask, int64_t height, int64_t width)
{
    const torch::Tensor rows = sampled(mask, 2, {.count = height, .step = 0.5});
    return sampled(rows, 3, {.count = width, .step = 0.5});
}

torch::Tensor coarsestFrom(const torch::Tensor &map, const torch::Tensor &like, Blending blending)
{
    return blending == Blending::Exact ? resized(map, like.size(2), like.size(3))
                                       : beneathPyramid(map, like);
}

torch::Tensor finerFrom(
    const torch::Tensor &mask, int64_t height, int64_t width, Blending blending)
{
    return blending == Blending::Exact ? resized(mask, height, width)
                                       : oneLevelFiner(mask, height, width);
}

/// What the mask, in the coarser map's size, leaves of a Laplacian.
torch::Tensor counted(const torch::Tensor &mask, const torch::Tensor &laplacian, Blending blending)
{
    return finerFrom(mask, laplacian.size(2), laplacian.size(3), blending)
        * laplacian.to(torch::kFloat32);
}

} // namespace

BegunBlending begunBlending(const torch::Tensor &coarse, const PyramidMaps &fine,
    Blending blending, const Watch &watch)
{
    PyramidMaps maps;
    maps.d3 = coarsestFrom(coarse.to(torch::kFloat32), fine.d3, blending);
    watch("d3", maps.d3);

    const torch::Tensor mask2 = transition(maps.d3, 5);
    watch("t2_raw", mask2);
    watch("p2", maps.p2 = counted(mask2, fine.p2, blending));
    watch("d2", maps.d2 = rebuilt(maps.d3, maps.p2));

    const torch::Tensor mask1 = transition(maps.d2, 9);
    watch("t1_raw", mask1);
    watch("p1", maps.p1 = counted(mask1, fine.p1, blending));
    watch("d1", maps.d1 = rebuilt(maps.d2, maps.p1));

    const torch::Tensor mask0 = transition(maps.d1, 17);
    watch("t0_raw", mask0);
    return {.maps = maps,
        .counts = finerFrom(mask0, 2 * fine.p1.size(2), 2 * fine.p1.size(3), blending)};
}

PyramidMaps finished(const BegunBlending &begun, const torch::Tensor &p0, const Watch &watch)
{
    PyramidMaps maps = begun.maps;
    watch("p0", maps.p0 = begun.counts * p0.to(torch::kFloat32));
    watch("d0", maps.d0 = rebuilt(maps.d1, maps.p0));
    return maps;
}

PyramidMaps blended(const torch::Tensor &coarse, const PyramidMaps &fine, Blending blending,
    const Watch &watch)
{
    return finished(begunBlending(coarse, fine, blending, watch), fine.p0, watch);
}

} // namespace core
