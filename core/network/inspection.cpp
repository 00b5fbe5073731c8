#include "core/network/inspection.h"

#include "core/network/architectures.h"
#include "core/network/torch_error.h"
#include "core/network/weights.h"
#include "core/network/zip_reader.h"

#include <algorithm>
#include <fstream>

namespace core {
namespace {

bool isOfOldFormat(const std::filesystem::path &file)
{
    std::vector<std::byte> start(16);
    std::ifstream stream(file, std::ios::binary);
    stream.read(reinterpret_cast<char *>(start.data()), std::streamsize(start.size()));
    start.resize(std::size_t(stream.gcount()));
    return isLegacy(start);
}

std::int64_t elementsOf(const CheckpointTensor &tensor)
{
    return std::int64_t(tensor.bytes.size()) / sizeOf(tensor.type);
}

bool hasFractions(ElementType type)
{
    return type == ElementType::Float16 || type == ElementType::BFloat16
        || type == ElementType::Float32 || type == ElementType::Float64;
}

void count(Inspection &inspection, const CheckpointTensor &tensor)
{
    ++inspection.tensors;
    if (hasFractions(tensor.type))
        inspection.parameters += elementsOf(tensor);
    const auto known = std::ranges::find(inspection.types, tensor.type, &ElementCount::type);
    if (known == inspection.types.end())
        inspection.types.push_back({tensor.type, 1});
    else
        ++known->tensors;
}

/// Small networks first: building the large ones takes a second.
std::vector<Architecture> inTheOrderOfSize()
{
    return {Architecture::Lite, Architecture::TinySwin, Architecture::TinyRes2Net,
        Architecture::Res2Net50, Architecture::SwinB};
}

void compare(Inspection &inspection, const std::vector<CheckpointTensor> &tensors)
{
    for (const Architecture architecture : inTheOrderOfSize()) {
        const Inspyrenet module = builtFor({.architecture = architecture});
        std::vector<std::string> lines = differences(*module, tensors);
        if (lines.empty()) {
            inspection.architecture = architecture;
            inspection.nearest = std::nullopt;
            inspection.differences.clear();
            return;
        }
        if (!inspection.nearest || lines.size() < inspection.differences.size()) {
            inspection.nearest = architecture;
            inspection.differences = std::move(lines);
        }
    }
}

} // namespace

Result<Inspection> inspect(const std::filesystem::path &file)
{
    const auto checkpoint = checkpointIn(file);
    if (!checkpoint && isOfOldFormat(file))
        return Inspection {.format = Inspection::Format::Legacy};
    if (!checkpoint)
        return tl::unexpected(checkpoint.error());
    Inspection inspection {
        .isWrapped = checkpoint->isWrapped, .isPrefixed = checkpoint->isPrefixed};
    for (const CheckpointTensor &tensor : checkpoint->tensors)
        count(inspection, tensor);
    std::ranges::stable_sort(inspection.types, std::greater {}, &ElementCount::tensors);
    try {
        compare(inspection, checkpoint->tensors);
    } catch (const std::exception &problem) {
        return tl::unexpected(errorFrom(problem));
    }
    return inspection;
}

} // namespace core
