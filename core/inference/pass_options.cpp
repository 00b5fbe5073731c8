#include "core/inference/pass_options.h"

#include "core/network/tensor_float.h"

namespace core {

bool canBlend(const Model &model)
{
    constexpr int largestBase = 512;
    return model.network.baseSize <= largestBase;
}

std::optional<Blending> blendingFor(const Model &model, const PassOptions &options)
{
    return canBlend(model) ? options.blending : std::nullopt;
}

Result<Size> inputSize(const Model &model, const PassOptions &options, Size photo, Detail detail)
{
    if (detail == Detail::Preview)
        return networkSize(photo, model.previewSize, ResizeRule::Static);
    if (blendingFor(model, options))
        if (const auto high = networkSize(photo, model.fullSize, ResizeRule::Dynamic);
            high && isForBlending(*high))
            return high;
    return networkSize(photo, model.fullSize, options.resize);
}

MaskRecord plannedMask(const Model &model, NetworkOptions network, Detail detail)
{
    const bool isPreview = detail == Detail::Preview;
    if (isPreview && network.precision == Precision::Int8)
        network.precision = Precision::Float32;
    const int side = isPreview ? model.previewSize : model.fullSize;
    return {.model = model.name,
        .device = nameOf(network.device),
        .precision = precisionName(network),
        .networkSize = {side, side}};
}

} // namespace core
