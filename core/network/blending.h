#pragma once

#include "core/network/inspyrenet_modules.h"
#include "core/network/network.h"

namespace core {

/// Pyramid blending: one map from two passes over a photo. The low-resolution pass says what is
/// animal; the Laplacians of the high-resolution pass sharpen its edge, and count nowhere else.
/// coarse: d0 of the low-resolution pass, [N, 1, any, any] logits; fine: the high-resolution pass,
/// whose Laplacians and sizes alone are used; its sides multiples of 8. The result has the sizes of
/// `fine`. `watch` sees d3, and for each n = 2, 1, 0 the mask tn_raw (in the size of the map that
/// it is made of), pn (the Laplacian that counts) and dn.
/// Source: InSPyReNet, section 3.2; inspyrenet/spec.md, 12.
PyramidMaps blended(const torch::Tensor &coarse, const PyramidMaps &fine, Blending blending,
    const Watch &watch);

} // namespace core
