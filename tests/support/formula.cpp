#include "formula.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace tests {
namespace {

bool endsWithAny(const std::string &name, std::initializer_list<const char *> endings)
{
    return std::ranges::any_of(endings, [&name](const char *end) { return name.ends_with(end); });
}

/// The tiny ones stand in for what trained norms do to SICA's context sums.
double gainOf(const std::string &name)
{
    if (endsWithAny(name, {"query_conv.conv.weight", "key_conv.conv.weight"}))
        return 0.25;
    if (endsWithAny(name,
            {"conv_out1.conv.weight", "conv_out2.conv.weight", "conv_out3.conv.weight",
                "conv_out4.conv.weight"}))
        return 1.5;
    if (name.ends_with("decoder.conv5.conv.weight"))
        return 2.5;
    constexpr std::array<int, 3> exponents {-14, -12, -10};
    for (std::size_t stage = 0; stage < exponents.size(); ++stage) {
        const std::string attention = "attention" + std::to_string(stage);
        if (name.ends_with(attention + ".conv_key.0.conv.weight")
            || name.ends_with(attention + ".conv_value.0.conv.weight"))
            return std::ldexp(1.0, exponents.at(stage));
    }
    return 1;
}

std::array<std::int64_t, 3> withoutNoise(
    std::int64_t x, std::int64_t y, std::int64_t w, std::int64_t h)
{
    const std::int64_t s = std::min(w, h);
    const std::int64_t dx = x - w * 11 / 20;
    const std::int64_t dy = y - h * 9 / 20;
    const std::int64_t r = s * 3 / 10;
    if (x >= w / 10 && x < w * 3 / 10 && y >= h * 6 / 10 && y < h * 17 / 20)
        return {30, 200, 90};
    if (dx * dx + dy * dy < r * r) {
        const bool isEven = (x * 16 / s + y * 16 / s) % 2 == 0;
        return isEven ? std::array<std::int64_t, 3> {230, 90, 40}
                      : std::array<std::int64_t, 3> {200, 40, 60};
    }
    return {40 + x * 120 / w, 60 + y * 110 / h, 150 - x * 50 / w - y * 50 / h};
}

} // namespace

FillRule fillRuleOf(const std::string &name, const std::vector<std::int64_t> &shape)
{
    if (name.ends_with("threshold")) // lthreshold too
        return {0.5, 1.0 / 16};
    if (name.ends_with("gamma"))
        return {0.5, 1.0 / 8};
    if (name.ends_with("relative_position_bias_table"))
        return {0, 1.0 / 8};
    if (endsWithAny(name, {"running_mean", "bias"}))
        return {0, 1.0 / 16};
    if (name.ends_with("running_var") || shape.size() < 2)
        return {1, 1.0 / 8};
    double inputs = 1;
    for (std::size_t i = 1; i < shape.size(); ++i)
        inputs *= double(shape[i]);
    return {0, gainOf(name) * std::sqrt(3 / inputs)};
}

std::uint64_t hashOf(const std::string &name)
{
    std::uint64_t hash = 0xcbf29ce484222325;
    for (const char c : name)
        hash = (hash ^ std::uint8_t(c)) * 0x100000001b3;
    return hash;
}

void fill(float *weights, std::size_t count, const std::string &name, const FillRule &rule)
{
    std::uint64_t state = hashOf(name);
    for (std::size_t i = 0; i < count; ++i) {
        state += 0x9e3779b97f4a7c15; // splitmix64
        std::uint64_t z = (state ^ (state >> 30)) * 0xbf58476d1ce4e5b9;
        z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
        z ^= z >> 31;
        const double r = double(z >> 40) / (1 << 23) - 1;
        weights[i] = float(rule.offset + rule.scale * r);
    }
}

std::vector<std::uint8_t> formulaPicture(std::int64_t width, std::int64_t height)
{
    std::vector<std::uint8_t> rgb;
    rgb.reserve(std::size_t(3 * width * height));
    for (std::int64_t y = 0; y < height; ++y)
        for (std::int64_t x = 0; x < width; ++x) {
            const std::int64_t noise = (x * 73 + y * 151 + x * y % 97 * 31) % 17 - 8;
            for (const std::int64_t channel : withoutNoise(x, y, width, height))
                rgb.push_back(std::uint8_t(std::clamp<std::int64_t>(channel + noise, 0, 255)));
        }
    return rgb;
}

} // namespace tests
