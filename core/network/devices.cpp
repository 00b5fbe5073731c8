#include "core/network/network.h"

#include <ATen/Parallel.h>
#include <dlfcn.h>
#include <torch/cuda.h>
#include <torch/version.h>

#include <array>

namespace core {
namespace {

/// The CUDA driver knows the card's name; LibTorch's headers would want its toolkit for it.
std::string cardName(int index)
{
    using GetName = int (*)(char *, int, int);
    void *driver = dlopen("libcuda.so.1", RTLD_NOW | RTLD_NOLOAD);
    if (!driver)
        return {};
    std::array<char, 128> name {};
    auto *getName = reinterpret_cast<GetName>(dlsym(driver, "cuDeviceGetName"));
    const bool known = getName && getName(name.data(), int(name.size()) - 1, index) == 0;
    dlclose(driver);
    return known ? name.data() : std::string();
}

void openGpuPack()
{
    Dl_info place {};
    if (dladdr(reinterpret_cast<const void *>(&at::get_num_threads), &place) == 0
        || !place.dli_fname)
        return;
    const auto library = std::filesystem::path(place.dli_fname).parent_path() / "libtorch_cuda.so";
    std::error_code problem;
    if (std::filesystem::exists(library, problem))
        dlopen(
            library.c_str(), RTLD_NOW | RTLD_GLOBAL); // stays open; without a card it reports none
}

} // namespace

std::string nameOf(const Device &device)
{
    if (device.kind == Device::Kind::Cpu)
        return "CPU";
    const std::string card = cardName(device.index);
    return "CUDA " + std::to_string(device.index) + (card.empty() ? "" : " (" + card + ")");
}

std::string nameOf(Precision precision)
{
    switch (precision) {
    case Precision::Float32:
        return "float32";
    case Precision::BFloat16:
        return "bfloat16";
    case Precision::Float16:
        return "float16";
    case Precision::Int8:
        return "int8";
    }
    return {};
}

std::string nameOf(Architecture architecture)
{
    switch (architecture) {
    case Architecture::Lite:
        return "lite";
    case Architecture::SwinB:
        return "swin-b";
    case Architecture::Res2Net50:
        return "res2net50";
    case Architecture::TinySwin:
        return "tiny-swin";
    case Architecture::TinyRes2Net:
        return "tiny-res2net";
    }
    return {};
}

std::vector<Device> availableDevices()
{
    openGpuPack();
    std::vector<Device> devices {Device {}};
    const int cards = torch::cuda::is_available() ? int(torch::cuda::device_count()) : 0;
    for (int i = 0; i < cards; ++i)
        devices.push_back({.kind = Device::Kind::Cuda, .index = i});
    return devices;
}

std::string libTorchVersion()
{
    return TORCH_VERSION;
}

void setNetworkThreads(int threads)
{
    at::set_num_threads(threads);
}

int networkThreads()
{
    return at::get_num_threads();
}

} // namespace core
