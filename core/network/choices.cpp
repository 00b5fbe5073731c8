#include "core/network/choices.h"

#include "core/network/quantised_linear.h"

#include <algorithm>
#include <charconv>

namespace core {
namespace {

template <typename E>
std::optional<E> oneNamed(const std::vector<E> &all, const std::string &name)
{
    const auto found =
        std::ranges::find_if(all, [&name](E one) { return nameOf(one) == name; });
    return found == all.end() ? std::nullopt : std::optional(*found);
}

bool isSwin(Architecture architecture)
{
    return architecture == Architecture::SwinB || architecture == Architecture::TinySwin;
}

/// "float32, bfloat16"
std::string listOf(const std::vector<Precision> &precisions)
{
    std::string list;
    for (const Precision precision : precisions)
        list += (list.empty() ? "" : ", ") + nameOf(precision);
    return list;
}

bool processorHasBFloat16()
{
#if defined(__x86_64__)
    return __builtin_cpu_supports("avx512bf16");
#else
    return false;
#endif
}

bool isPossible(Precision precision, Architecture architecture, const Device &device)
{
    const bool onCpu = device.kind == Device::Kind::Cpu;
    switch (precision) {
    case Precision::Float32:
    case Precision::Float16: // on the processor by float32, rounded
        return true;
    case Precision::BFloat16:
        return !onCpu || processorHasBFloat16();
    case Precision::Int8:
        return onCpu && isSwin(architecture) && QuantisedLinear::isAvailable();
    }
    return false;
}

/// Of a precision that is not possible.
std::string reasonAgainst(const NetworkOptions &options)
{
    if (options.precision == Precision::BFloat16)
        return "this processor has no bfloat16 arithmetic";
    if (!isSwin(options.architecture))
        return "int8 is for the linear layers of Swin networks, and " + nameOf(options.architecture)
            + " has none";
    return "int8 is for processors, and not for each of them";
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

const std::vector<Blending> &allBlendings()
{
    static const std::vector<Blending> all {Blending::Exact, Blending::ShiftCorrected};
    return all;
}

std::optional<Blending> blendingNamed(const std::string &name)
{
    return oneNamed(allBlendings(), name);
}

std::string nameOf(Blending blending)
{
    switch (blending) {
    case Blending::Exact:
        return "exact";
    case Blending::ShiftCorrected:
        return "corrected";
    }
    return {};
}

std::optional<Device> deviceNamed(const std::string &name, const std::vector<Device> &available)
{
    if (name == "auto")
        return available.back();
    if (name == "cpu")
        return Device {};
    Device device {.kind = Device::Kind::Cuda, .index = 0};
    if (name.starts_with("cuda:")) {
        const char *end = name.data() + name.size();
        const auto [stop, error] = std::from_chars(name.data() + 5, end, device.index);
        if (error != std::errc() || stop != end)
            return std::nullopt;
    } else if (name != "cuda") {
        return std::nullopt;
    }
    const bool isThere = std::ranges::find(available, device) != available.end();
    return isThere ? std::optional(device) : std::nullopt;
}

std::vector<Precision> possiblePrecisions(const NetworkOptions &options)
{
    std::vector<Precision> possible;
    for (const Precision precision : allPrecisions())
        if (isPossible(precision, options.architecture, options.device))
            possible.push_back(precision);
    return possible;
}

Result<> checkOptions(const NetworkOptions &options)
{
    const bool onCpu = options.device.kind == Device::Kind::Cpu;
    if (!onCpu
        && (!torch::cuda::is_available() || options.device.index < 0
            || options.device.index >= int(torch::cuda::device_count())))
        return fail(
            Error::Code::ChoiceImpossible, "there is no device " + nameOf(options.device));
    const std::vector<Precision> possible = possiblePrecisions(options);
    if (std::ranges::find(possible, options.precision) == possible.end())
        return fail(Error::Code::ChoiceImpossible, reasonAgainst(options) + "; possible are "
                + listOf(possible));
    if (options.baseSize < 32 || options.baseSize > 8192)
        return fail(Error::Code::Unexpected, "base size " + std::to_string(options.baseSize));
    return {};
}

} // namespace core
