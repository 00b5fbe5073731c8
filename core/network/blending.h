#pragma once

#include "core/network/inspyrenet_modules.h"
#include "core/network/network.h"

namespace core {

/// What blending makes before it needs the finest Laplacian of the high-resolution pass.
struct BegunBlending
{
    PyramidMaps maps; ///< d3 to d1
    torch::Tensor counts; ///< how much of p0 counts, 0..1: [N, 1, H, W], of p0's size
};

/// Pyramid blending: one map from two passes over a photo. The low-resolution pass says what is
/// animal; the Laplacians of the high-resolution pass sharpen its edge, and count nowhere else.
/// coarse: d0 of the low-resolution pass, [N, 1, any, any] logits; fine: the high-resolution pass,
/// whose Laplacians and sizes alone are used; its sides multiples of 8. The result has the sizes of
/// `fine`. `watch` sees d3, and for each n = 2, 1, 0 the mask tn_raw (in the size of the map that
/// it is made of), pn (the Laplacian that counts) and dn.
/// Source: InSPyReNet, section 3.2; inspyrenet/spec.md, 12.
PyramidMaps blended(const torch::Tensor &coarse, const PyramidMaps &fine, Blending blending,
    const Watch &watch);

/// blended() in two steps. The first one takes of `fine` what there is before p0, which the second
/// one reads only where `counts` is not 0.
BegunBlending begunBlending(const torch::Tensor &coarse, const PyramidMaps &fine,
    Blending blending, const Watch &watch);
PyramidMaps finished(const BegunBlending &begun, const torch::Tensor &p0, const Watch &watch);

} // namespace core
