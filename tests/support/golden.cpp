#include "golden.h"

#include "core/network/res2net_backbone_modules.h"
#include "core/network/swin_backbone_modules.h"
#include "formula.h"
#include "npy.h"

#include <nlohmann/json.hpp>

#include <QImage>
#include <QtGlobal>

#include <algorithm>
#include <cstdio>
#include <limits>
#include <stdexcept>

namespace fs = std::filesystem;

namespace tests {
namespace {

using Json = nlohmann::json;

std::shared_ptr<core::Backbone> backboneOf(const std::string &model)
{
    if (model == "swinb")
        return std::make_shared<core::SwinBackboneImpl>();
    if (model == "tiny_swin")
        return std::make_shared<core::SwinBackboneImpl>(
            core::SwinOptions {.embed = 16, .depths = {2, 2, 2, 2}, .heads = {1, 2, 4, 8}});
    if (model == "res2net50")
        return std::make_shared<core::Res2NetBackboneImpl>();
    if (model == "tiny_res2net")
        return std::make_shared<core::Res2NetBackboneImpl>(
            core::Res2NetOptions {.blocks = {1, 1, 1, 3}, .baseWidth = 4});
    throw std::invalid_argument("no backbone " + model);
}

/// The reference's own float32 run lies this far from its float64 run.
double limitFrom(const Json &entry)
{
    if (entry.at("dtype") == "uint8")
        return 1e-3;
    return 20 * entry.value("f32_vs_f64_maxabs", 0.0) + 1e-6;
}

torch::Tensor stepped(torch::Tensor given, const std::vector<std::int64_t> &step)
{
    for (std::size_t axis = 0; axis < step.size(); ++axis)
        given = given.slice(std::int64_t(axis), 0, std::nullopt, step[axis]);
    return given;
}

std::string asText(const char *format, double a, double b)
{
    std::array<char, 128> text {};
    std::snprintf(text.data(), text.size(), format, a, b);
    return text.data();
}

} // namespace

void fillWeights(torch::nn::Module &module, const std::string &prefix)
{
    const torch::NoGradGuard noGradients;
    const auto filled = [&prefix](const std::string &ownName, torch::Tensor &tensor) {
        if (!tensor.is_floating_point())
            return;
        const std::string name = prefix + ownName;
        torch::Tensor weights = torch::empty(tensor.sizes());
        fill(weights.data_ptr<float>(), std::size_t(weights.numel()), name,
            fillRuleOf(name, tensor.sizes().vec()));
        tensor.copy_(weights);
    };
    for (auto &entry : module.named_parameters())
        filled(entry.key(), entry.value());
    for (auto &entry : module.named_buffers())
        filled(entry.key(), entry.value());
}

torch::Tensor networkInput(
    const std::vector<std::uint8_t> &rgb, std::int64_t height, std::int64_t width)
{
    constexpr std::array<double, 3> mean {0.485, 0.456, 0.406};
    constexpr std::array<double, 3> deviation {0.229, 0.224, 0.225};
    torch::Tensor x = torch::empty({height, width, 3});
    auto *target = x.data_ptr<float>();
    for (std::size_t i = 0; i < rgb.size(); ++i) {
        const auto centred = float(double(float(rgb[i]) / 255.0F) - mean.at(i % 3));
        target[i] = float(double(centred) / deviation.at(i % 3));
    }
    return x.permute({2, 0, 1}).unsqueeze(0);
}

torch::Tensor formulaInput(std::int64_t height, std::int64_t width)
{
    return networkInput(formulaPicture(width, height), height, width);
}

torch::Tensor networkInputOf(const fs::path &picture)
{
    const QImage image =
        QImage(QString::fromStdString(picture.string())).convertToFormat(QImage::Format_RGB888);
    if (image.isNull())
        throw std::runtime_error("cannot read " + picture.string());
    std::vector<std::uint8_t> rgb;
    for (int y = 0; y < image.height(); ++y)
        rgb.insert(rgb.end(), image.constScanLine(y), image.constScanLine(y) + 3 * image.width());
    return networkInput(rgb, image.height(), image.width());
}

torch::Tensor readTensor(const fs::path &npy)
{
    const NpyArray array = readNpyArray(npy);
    const auto type = array.type == "|u1" ? torch::kUInt8
        : array.type == "<i2"             ? torch::kInt16
                                          : torch::kFloat32;
    torch::Tensor tensor = torch::empty(array.shape, type);
    if (array.bytes.size() != tensor.nbytes())
        throw std::runtime_error("neither float32, uint8 nor int16: " + npy.string());
    std::memcpy(tensor.data_ptr(), array.bytes.data(), array.bytes.size());
    return tensor;
}

double largestDifference(const torch::Tensor &a, const torch::Tensor &b)
{
    return (a.to(torch::kFloat64) - b.to(torch::kFloat64)).abs().max().item<double>();
}

GoldenCase readGoldenCase(const fs::path &folder)
{
    std::ifstream stream(folder / "manifest.json");
    const Json manifest = Json::parse(stream);
    const Json &meta = manifest.at("meta");
    GoldenCase golden {.folder = folder,
        .model = meta.at("model"),
        .depth = meta.at("depth"),
        .baseHeight = meta.at("base_size").at(0),
        .baseWidth = meta.at("base_size").at(1),
        .height = meta.at("input_HW").at(0),
        .width = meta.at("input_HW").at(1),
        .isBlended = !meta.at("threshold").is_null()};
    for (const Json &entry : manifest.at("tensors")) {
        const std::string name = entry.at("name");
        const fs::path file = folder / std::string(entry.at("file"));
        if (fs::exists(file))
            golden.tensors[name] = {.name = name,
                .values = readTensor(file),
                .shape = entry.at("shape"),
                .step = entry.at("step"),
                .limit = limitFrom(entry)};
    }
    return golden;
}

std::vector<fs::path> goldenFolders(const fs::path &cases)
{
    std::vector<fs::path> folders;
    if (!fs::exists(cases))
        return folders;
    for (const auto &entry : fs::directory_iterator(cases))
        if (fs::exists(entry.path() / "manifest.json"))
            folders.push_back(entry.path());
    std::ranges::sort(folders);
    return folders;
}

std::vector<std::pair<std::string, fs::path>> goldenRows(
    const fs::path &own, const fs::path &fullSize)
{
    std::vector<std::pair<std::string, fs::path>> rows;
    for (const fs::path &folder : goldenFolders(own))
        rows.emplace_back(folder.filename().string(), folder);
    for (const fs::path &folder : goldenFolders(fullSize))
        rows.emplace_back("all of " + folder.filename().string(), folder);
    if (!fs::exists(fullSize))
        qInfo("skipped: the full-size cases are not here");
    return rows;
}

core::Inspyrenet networkOf(const GoldenCase &golden)
{
    core::Inspyrenet network(core::InspyrenetOptions {.depth = golden.depth,
                                 .baseHeight = golden.baseHeight,
                                 .baseWidth = golden.baseWidth},
        backboneOf(golden.model));
    fillWeights(*network);
    network->eval();
    return network;
}

Comparison compared(const GoldenTensor &golden, const torch::Tensor &given)
{
    Comparison comparison {.name = golden.name, .limit = golden.limit};
    const torch::Tensor same = given.sizes().vec() == golden.shape
        ? stepped(given.detach().to(torch::kCPU), golden.step)
        : torch::Tensor();
    if (!same.defined() || same.sizes() != golden.values.sizes())
        comparison.difference = std::numeric_limits<double>::infinity();
    else if (golden.values.scalar_type() == torch::kUInt8)
        comparison.difference =
            (same.to(torch::kUInt8) != golden.values).to(torch::kFloat64).mean().item<double>();
    else
        comparison.difference = largestDifference(same, golden.values);
    if (std::isnan(comparison.difference))
        comparison.difference = std::numeric_limits<double>::infinity();
    return comparison;
}

void GoldenWatch::see(const std::string &name, const torch::Tensor &given)
{
    const auto found = m_golden.tensors.find(name);
    if (found != m_golden.tensors.end())
        m_comparisons.push_back(compared(found->second, given));
}

std::string GoldenWatch::summary() const
{
    std::string text = m_golden.folder.filename().string() + ": "
        + std::to_string(m_comparisons.size()) + " tensors";
    const auto worst = std::ranges::max_element(
        m_comparisons, {}, [](const Comparison &one) { return one.difference / one.limit; });
    if (worst != m_comparisons.end())
        text += ", worst " + worst->name
            + asText(" %.1e (limit %.1e)", worst->difference, worst->limit);
    for (const Comparison &one : m_comparisons)
        if (one.name.ends_with("d0") || one.name.ends_with("pred"))
            text += "; " + one.name + asText(" %.1e (%.1e)", one.difference, one.limit);
    return text;
}

std::string GoldenWatch::failures() const
{
    std::string text;
    for (const Comparison &one : m_comparisons)
        if (!one.isNear())
            text += "\n  " + one.name + asText(": %.2e, limit %.2e", one.difference, one.limit);
    return text;
}

} // namespace tests
