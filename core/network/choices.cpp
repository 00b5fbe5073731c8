#include "core/network/choices.h"

#include "core/network/quantised_linear.h"

#include <algorithm>

namespace core {
namespace {

template <typename E>
std::optional<E> oneNamed(const std::vector<E> &all, const std::string &name)
{
    const auto found =
        std::ranges::find_if(all, [&name](E one) { return nameOf(one) == name; });
    return found == all.end() ? std::nullopt : std::optional(*found);
}

bool processorHasBFloat16()
{
#if defined(__x86_64__)
    return __builtin_cpu_supports("avx512bf16");
#else
    return false;
#endif
}

} // namespace

const std::vector<Architecture> &allArchitectures()
{
    static const std::vector<Architecture> all {Architecture::Lite, Architecture::SwinB,
        Architecture::Res2Net50, Architecture::TinySwin, Architecture::TinyRes2Net};
    return all;
}

std::optional<Architecture> architectureNamed(const std::string &name)
{
    return oneNamed(allArchitectures(), name);
}

const std::vector<Precision> &allPrecisions()
{
    static const std::vector<Precision> all {
        Precision::Float32, Precision::BFloat16, Precision::Float16, Precision::Int8};
    return all;
}

std::optional<Precision> precisionNamed(const std::string &name)
{
    return oneNamed(allPrecisions(), name);
}

Result<> checkOptions(const NetworkOptions &options)
{
    const bool onCpu = options.device.kind == Device::Kind::Cpu;
    if (!onCpu
        && (!torch::cuda::is_available() || options.device.index < 0
            || options.device.index >= int(torch::cuda::device_count())))
        return fail(Error::Code::Unexpected, "there is no device " + nameOf(options.device));
    if (onCpu && options.precision == Precision::BFloat16 && !processorHasBFloat16())
        return fail(Error::Code::Unexpected, "this processor has no bfloat16 arithmetic");
    if (options.precision == Precision::Int8) {
        const bool isSwin = options.architecture == Architecture::SwinB
            || options.architecture == Architecture::TinySwin;
        if (!onCpu || !isSwin || !QuantisedLinear::isAvailable())
            return fail(Error::Code::Unexpected,
                "int8 is for the linear layers of Swin networks on the processor");
    }
    if (options.baseSize < 32 || options.baseSize > 8192)
        return fail(Error::Code::Unexpected, "base size " + std::to_string(options.baseSize));
    return {};
}

} // namespace core
