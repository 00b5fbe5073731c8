#include "core/network/quantised_linear.h"

#include "core/network/onednn.h"
#include "core/network/pixel_kernels.h"

#include <ATen/Parallel.h>
#include <ATen/core/stack.h>

#include <cmath>
#include <string>

namespace core {
namespace {

struct OneDnn
{
    std::optional<c10::OperatorHandle> prepack;
    std::optional<c10::OperatorHandle> linear;
    std::optional<c10::OperatorHandle> linearAdd;

    bool isThere() const { return prepack && linear && linearAdd; }
};

const OneDnn &oneDnn()
{
    const auto found = [](const char *name, const char *overload) {
        return c10::Dispatcher::singleton().findSchema({name, overload});
    };
    static const OneDnn operators {.prepack = found("onednn::qlinear_prepack", ""),
        .linear = found("onednn::qlinear_pointwise", ""),
        .linearAdd = found("onednn::qlinear_pointwise", "binary")};
    return operators;
}

/// Calls an operator by its schema: these kernels' own signatures differ between versions.
template <typename... Arguments>
torch::Tensor called(const c10::OperatorHandle &handle, Arguments &&...arguments)
{
    torch::jit::Stack stack;
    (stack.emplace_back(std::forward<Arguments>(arguments)), ...);
    handle.callBoxed(stack);
    return stack.front().toTensor();
}

/// Inputs in 8 bit: value = scale * (byte - zeroPoint).
struct Bytes
{
    torch::Tensor bytes;
    double scale = 1;
    int64_t zeroPoint = 0;
};

Bytes quantised(const torch::Tensor &x)
{
    const torch::Tensor values = x.contiguous();
    const auto [least, most] = at::aminmax(values);
    const double low = std::min(0.0, double(least.item<float>()));
    const double high = std::max(0.0, double(most.item<float>()));
    Bytes result {.bytes = torch::empty(values.sizes(), torch::kUInt8),
        .scale = std::max(high - low, 1e-12) / 255};
    result.zeroPoint = std::llround(-low / result.scale);
    at::parallel_for(0, values.numel(), 1 << 14, [&](int64_t from, int64_t to) {
        quantise(values.const_data_ptr<float>() + from, to - from, float(1 / result.scale),
            float(result.zeroPoint), result.bytes.data_ptr<std::uint8_t>() + from);
    });
    return result;
}

} // namespace

bool QuantisedLinear::isAvailable()
{
    return oneDnn().isThere();
}

QuantisedLinear::QuantisedLinear(const torch::Tensor &weight, const torch::Tensor &bias)
    : m_scales(at::clamp_min(at::amax(weight.abs(), {1}) / 127, 1e-12))
    , m_zeroPoints(torch::zeros({weight.size(0)}, torch::kInt64))
    , m_bias(bias)
{
    const torch::Tensor bytes =
        at::round(weight / m_scales.unsqueeze(1)).clamp_(-127, 127).to(torch::kInt8);
    m_packed = called(*oneDnn().prepack, bytes, c10::IValue());
}

torch::Tensor QuantisedLinear::run(const torch::Tensor &x, const char *activation) const
{
    const Bytes input = quantised(x);
    const bool isPlain = std::string_view(activation) == "none";
    return called(*oneDnn().linear, input.bytes, input.scale, input.zeroPoint, m_packed, m_scales,
        m_zeroPoints, m_bias.defined() ? c10::IValue(m_bias) : c10::IValue(), 1.0, int64_t(0),
        int64_t(torch::kFloat32), std::string(activation), OneDnnScalars(),
        std::string(isPlain ? "" : "none"));
}

torch::Tensor QuantisedLinear::plus(const torch::Tensor &other, const torch::Tensor &x) const
{
    const Bytes input = quantised(x);
    return called(*oneDnn().linearAdd, input.bytes, input.scale, input.zeroPoint, m_packed,
        m_scales, m_zeroPoints, other, m_bias.defined() ? c10::IValue(m_bias) : c10::IValue(), 1.0,
        int64_t(0), int64_t(torch::kFloat32), 1.0, int64_t(0), std::string("add"), 1.0,
        std::string("none"), OneDnnScalars(), std::string());
}

} // namespace core
