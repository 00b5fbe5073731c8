#include "core/network/weights.h"

#include <map>
#include <memory>
#include <sstream>

namespace core {
namespace {

using Named = std::map<std::string, torch::Tensor>;

Named tensorsOf(const torch::nn::Module &module)
{
    Named tensors;
    for (const auto &entry : module.named_parameters())
        tensors.emplace(entry.key(), entry.value());
    for (const auto &entry : module.named_buffers())
        tensors.emplace(entry.key(), entry.value());
    return tensors;
}

torch::ScalarType scalarTypeOf(ElementType type)
{
    switch (type) {
    case ElementType::Float16:
        return torch::kFloat16;
    case ElementType::BFloat16:
        return torch::kBFloat16;
    case ElementType::Float32:
        return torch::kFloat32;
    case ElementType::Float64:
        return torch::kFloat64;
    case ElementType::Int8:
        return torch::kInt8;
    case ElementType::Int16:
        return torch::kInt16;
    case ElementType::Int32:
        return torch::kInt32;
    case ElementType::Int64:
        return torch::kInt64;
    case ElementType::UInt8:
        return torch::kUInt8;
    case ElementType::Bool:
        return torch::kBool;
    }
    return torch::kFloat32;
}

std::string shapeText(const std::vector<int64_t> &shape)
{
    std::ostringstream text;
    text << '[';
    for (std::size_t i = 0; i < shape.size(); ++i)
        text << (i == 0 ? "" : ", ") << shape[i];
    text << ']';
    return text.str();
}

/// What is wrong with one tensor of the file; empty if nothing is.
std::string differenceOf(const Named &wanted, const CheckpointTensor &given)
{
    const auto found = wanted.find(given.name);
    if (found == wanted.end())
        return "not of this network: " + given.name;
    const std::vector<int64_t> shape = found->second.sizes().vec();
    if (shape != given.shape)
        return given.name + ": " + shapeText(given.shape) + " instead of "
            + shapeText(shape);
    if (found->second.is_floating_point() != c10::isFloatingType(scalarTypeOf(given.type)))
        return given.name + ": numbers of type " + nameOf(given.type);
    return {};
}

std::vector<std::string> differences(
    const Named &wanted, const std::vector<CheckpointTensor> &checkpoint)
{
    std::vector<std::string> lines;
    Named missing = wanted;
    for (const CheckpointTensor &given : checkpoint) {
        if (std::string line = differenceOf(wanted, given); !line.empty())
            lines.push_back(std::move(line));
        missing.erase(given.name);
    }
    for (const auto &[name, tensor] : missing)
        lines.push_back("missing: " + name + " " + shapeText(tensor.sizes().vec()));
    return lines;
}

/// Over the bytes that were read, which it keeps.
torch::Tensor tensorOf(CheckpointTensor given)
{
    const auto bytes = std::make_shared<std::vector<std::byte>>(std::move(given.bytes));
    return torch::from_blob(
        bytes->data(), given.shape, [bytes](void *) {}, scalarTypeOf(given.type));
}

} // namespace

std::vector<std::string> differences(
    const torch::nn::Module &module, const std::vector<CheckpointTensor> &checkpoint)
{
    return differences(tensorsOf(module), checkpoint);
}

Result<> loadWeights(torch::nn::Module &module, std::vector<CheckpointTensor> checkpoint)
{
    const Named wanted = tensorsOf(module);
    if (const auto lines = differences(wanted, checkpoint); !lines.empty()) {
        std::string text = "the file does not hold this network:";
        for (const std::string &line : lines)
            text += "\n  " + line;
        return fail(Error::Code::ModelMismatch, text);
    }
    const torch::NoGradGuard noGradients;
    for (CheckpointTensor &given : checkpoint) {
        torch::Tensor target = wanted.at(given.name);
        if (target.numel() == 0)
            continue;
        const torch::Tensor read = tensorOf(std::move(given));
        if (read.scalar_type() == target.scalar_type() && target.is_cpu())
            target.set_data(read);
        else
            target.copy_(read);
    }
    return {};
}

} // namespace core
