#include "core/network/free_memory.h"

#include <dlfcn.h>

#include <algorithm>
#include <filesystem>
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

std::optional<std::int64_t> numberIn(const std::filesystem::path &file)
{
    std::ifstream stream(file);
    std::int64_t number = 0;
    return stream >> number ? std::optional(number) : std::nullopt;
}

/// Pages of files that the group can do without.
std::int64_t reclaimable(const std::filesystem::path &statistics)
{
    std::ifstream file(statistics);
    std::string name;
    std::int64_t bytes = 0;
    while (file >> name >> bytes)
        if (name == "inactive_file")
            return bytes;
    return 0;
}

/// What this process' control group (version 2) has left; nothing where it has no limit.
std::optional<std::int64_t> leftToTheGroup()
{
    std::ifstream file("/proc/self/cgroup");
    std::string line;
    while (std::getline(file, line) && !line.starts_with("0::")) { }
    if (!line.starts_with("0::/"))
        return std::nullopt;
    const auto folder = std::filesystem::path("/sys/fs/cgroup") / line.substr(4);
    const auto limit = numberIn(folder / "memory.max"); // "max": no number
    const auto used = numberIn(folder / "memory.current");
    if (!limit || !used)
        return std::nullopt;
    return std::max<std::int64_t>(0, *limit - *used + reclaimable(folder / "memory.stat"));
}

template <typename Function>
Function *functionNamed(const char *name)
{
    return reinterpret_cast<Function *>(dlsym(RTLD_DEFAULT, name));
}

/// Through CUDA's runtime, which comes with LibTorch, by name: linking it would want the toolkit.
std::optional<std::int64_t> freeOnCard(int index)
{
    auto *current = functionNamed<int(int *)>("cudaGetDevice");
    auto *choose = functionNamed<int(int)>("cudaSetDevice");
    auto *memory = functionNamed<int(std::size_t *, std::size_t *)>("cudaMemGetInfo");
    if (!current || !choose || !memory)
        return std::nullopt;
    int before = 0;
    if (current(&before) != 0 || choose(index) != 0)
        return std::nullopt;
    std::size_t free = 0;
    std::size_t whole = 0;
    const bool isKnown = memory(&free, &whole) == 0;
    choose(before);
    return isKnown ? std::optional(std::int64_t(free)) : std::nullopt;
}

} // namespace

std::optional<std::int64_t> freeMemory(const Device &device)
{
    if (device.kind == Device::Kind::Cuda)
        return freeOnCard(device.index);
    const auto available = availableMemory();
    const auto left = leftToTheGroup();
    return available && left ? std::min(*available, *left) : available;
}

} // namespace core
