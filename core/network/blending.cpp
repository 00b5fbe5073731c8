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

/// From one level of the pyramid to the next finer one: pixel i lies on pixel 2i.
torch::Tensor oneLevelFiner(const torch::Tensor &mask, const torch::Tensor &like)
{
    const auto along = [&](int64_t axis) {
        return Sampling {.count = like.size(axis), .step = 0.5};
    };
    return sampled(sampled(mask, 2, along(2)), 3, along(3));
}

torch::Tensor coarsestFrom(const torch::Tensor &map, const torch::Tensor &like, Blending blending)
{
    return blending == Blending::Exact ? resized(map, like.size(2), like.size(3))
                                       : beneathPyramid(map, like);
}

torch::Tensor finerFrom(const torch::Tensor &mask, const torch::Tensor &like, Blending blending)
{
    return blending == Blending::Exact ? resized(mask, like.size(2), like.size(3))
                                       : oneLevelFiner(mask, like);
}

/// What stands between two levels of the pyramid, and the finer one.
struct Step
{
    torch::Tensor mask; // in the coarser one's size
    torch::Tensor laplacian; // what the mask leaves of it
    torch::Tensor map;
};

/// `disc`: px of the coarser map around its edge that count.
Step stepFrom(
    const torch::Tensor &coarse, const torch::Tensor &laplacian, int64_t disc, Blending blending)
{
    const torch::Tensor mask = transition(coarse, disc);
    const torch::Tensor counted =
        finerFrom(mask, laplacian, blending) * laplacian.to(torch::kFloat32);
    return {.mask = mask, .laplacian = counted, .map = rebuilt(coarse, counted)};
}

} // namespace

PyramidMaps blended(const torch::Tensor &coarse, const PyramidMaps &fine, Blending blending,
    const Watch &watch)
{
    PyramidMaps maps;
    maps.d3 = coarsestFrom(coarse.to(torch::kFloat32), fine.d3, blending);
    watch("d3", maps.d3);

    const Step step2 = stepFrom(maps.d3, fine.p2, 5, blending);
    watch("t2_raw", step2.mask);
    watch("p2", maps.p2 = step2.laplacian);
    watch("d2", maps.d2 = step2.map);

    const Step step1 = stepFrom(maps.d2, fine.p1, 9, blending);
    watch("t1_raw", step1.mask);
    watch("p1", maps.p1 = step1.laplacian);
    watch("d1", maps.d1 = step1.map);

    const Step step0 = stepFrom(maps.d1, fine.p0, 17, blending);
    watch("t0_raw", step0.mask);
    watch("p0", maps.p0 = step0.laplacian);
    watch("d0", maps.d0 = step0.map);
    return maps;
}

} // namespace core
