#include "core/network/tensor_float.h"

#include <ATen/Context.h>

#include <atomic>

namespace core {
namespace {

std::atomic<bool> &isAllowed()
{
    static std::atomic<bool> value = false;
    return value;
}

} // namespace

void allowTensorFloat32(bool allowed)
{
    isAllowed() = allowed;
    applyTensorFloat32();
}

bool allowsTensorFloat32()
{
    return isAllowed();
}

void applyTensorFloat32()
{
    at::globalContext().setAllowTF32CuBLAS(isAllowed());
    at::globalContext().setAllowTF32CuDNN(isAllowed());
}

std::string precisionName(const NetworkOptions &options)
{
    const bool isTensorFloat = options.device.kind == Device::Kind::Cuda
        && options.precision == Precision::Float32 && isAllowed();
    return isTensorFloat ? "tf32" : nameOf(options.precision);
}

} // namespace core
