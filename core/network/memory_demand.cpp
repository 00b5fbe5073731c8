#include "core/network/memory_demand.h"

#include <fstream>
#include <string>

namespace core {
namespace {

/// "MemAvailable:  123 kB" of /proc/meminfo, in bytes.
std::optional<std::int64_t> availableMemory()
{
    std::ifstream file("/proc/meminfo");
    std::string name;
    std::int64_t kilobytes = 0;
    std::string unit;
    while (file >> name >> kilobytes >> unit)
        if (name == "MemAvailable:")
            return kilobytes * 1024;
    return std::nullopt;
}

} // namespace

MemoryDemand memoryDemand(const NetworkOptions &options, int width, int height, int batch)
{
    const bool isLite = options.architecture == Architecture::Lite;
    return {.weights = isLite ? 40'000'000 : 400'000'000,
        .activations = std::int64_t(batch) * width * height * (isLite ? 1500 : 1200)};
}

std::optional<std::int64_t> freeMemory(const Device &device)
{
    if (device.kind == Device::Kind::Cpu)
        return availableMemory();
    return std::nullopt;
}

} // namespace core
