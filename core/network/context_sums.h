#pragma once

#include "core/network/feature_source.h"

namespace core {

/// What SICA's context is made of: sums, not means, of a stage's joined maps over the regions of
/// a photo, at the regions' size, always in float32. The reference takes the feature's [in, H, W]
/// memory as [H*W, in] rows as it lies and multiplies it with the regions; so do these. By kernels
/// where they suit, row by row or strip by strip where the map need not be there as a whole.
/// regions: [1, K, H, W]; result: [in, K]. Source: inspyrenet/spec.md, 8.
torch::Tensor contextSums(const FeatureSource &source, const torch::Tensor &regions,
    const Preparation &how, MapParts parts);

} // namespace core
