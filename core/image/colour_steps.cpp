#include "core/image/colour_steps.h"

#include "core/image/depth.h"
#include "core/image/in_parts.h"

#include <opencv2/core/hal/intrin.hpp>

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstdint>
#include <limits>

namespace core {
namespace {

using Lanes = cv::v_float32x4;

constexpr int blockPixels = 128; // all steps of a block find it in the first cache

struct Block
{
    alignas(16) std::array<float, std::size_t {4} * blockPixels> values;
    int count = 0; ///< pixels
};

/// Also 0 for what is no number.
float held(float value)
{
    return value > 0 ? std::min(value, 1.0F) : 0.0F;
}

std::size_t levelOf(float value)
{
    return static_cast<std::size_t>(held(value) * (curveLevels - 1) + 0.5F);
}

void take(const CurveStep &step, Block &block)
{
    for (std::size_t c = 0; c < step.curves.size(); ++c) {
        const auto &curve = step.curves[c];
        if (curve.empty())
            continue;
        float *value = block.values.data() + c;
        for (int i = 0; i < block.count; ++i, value += 4)
            *value = curve[levelOf(*value)];
    }
}

void take(const MatrixStep &step, Block &block)
{
    const Lanes first = cv::v_load(step.columns[0].data());
    const Lanes second = cv::v_load(step.columns[1].data());
    const Lanes third = cv::v_load(step.columns[2].data());
    const Lanes constants = cv::v_load(step.columns[3].data());
    float *value = block.values.data();
    for (int i = 0; i < block.count; ++i, value += 4)
        cv::v_store_aligned(value,
            cv::v_muladd(first, cv::v_setall_f32(value[0]),
                cv::v_muladd(second, cv::v_setall_f32(value[1]),
                    cv::v_muladd(third, cv::v_setall_f32(value[2]), constants))));
}

/// Where a value lies along one channel of a table.
struct Place
{
    float beyond; ///< the node below, 0..1 of the way to the next one
    std::size_t next; ///< floats from that node to the next one
};

/// Three channels of a table, from `node` on.
class Cube
{
public:
    Cube(const TableStep &step)
        : m_step(step)
    {
        std::size_t stride = 4;
        for (std::size_t c = step.samples.size(); c-- > 0;) {
            m_strides[c] = stride;
            stride *= static_cast<std::size_t>(step.samples[c]);
        }
    }

    /// Moves `node` to the one below.
    Place place(std::size_t channel, float value, const float *&node) const
    {
        const int most = m_step.samples[channel] - 1;
        const float at = held(value) * static_cast<float>(most);
        const int below = std::min(static_cast<int>(at), std::max(0, most - 1));
        node += m_strides[channel] * static_cast<std::size_t>(below);
        return {at - static_cast<float>(below), most > 0 ? m_strides[channel] : 0};
    }

    /// From node to node along the steepest way first: the corners of the tetrahedron around.
    static Lanes between(const float *node, Place a, Place b, Place c)
    {
        if (a.beyond < b.beyond)
            std::swap(a, b);
        if (b.beyond < c.beyond)
            std::swap(b, c);
        if (a.beyond < b.beyond)
            std::swap(a, b);
        const float *second = node + a.next;
        const float *third = second + b.next;
        const float *last = third + c.next;
        return cv::v_load(node) * cv::v_setall_f32(1 - a.beyond)
            + cv::v_load(second) * cv::v_setall_f32(a.beyond - b.beyond)
            + cv::v_load(third) * cv::v_setall_f32(b.beyond - c.beyond)
            + cv::v_load(last) * cv::v_setall_f32(c.beyond);
    }

    Lanes at(const float *value) const
    {
        const float *node = m_step.nodes.data();
        const bool isOfInks = m_step.samples.size() == 4;
        const Place line = isOfInks ? place(0, *value++, node) : Place {0, 0};
        const std::size_t first = isOfInks ? 1 : 0;
        const Place a = place(first, value[0], node);
        const Place b = place(first + 1, value[1], node);
        const Place c = place(first + 2, value[2], node);
        const Lanes below = between(node, a, b, c);
        if (line.beyond <= 0)
            return below;
        const Lanes above = between(node + line.next, a, b, c);
        return below + (above - below) * cv::v_setall_f32(line.beyond);
    }

private:
    const TableStep &m_step;
    std::array<std::size_t, 4> m_strides {};
};

void take(const TableStep &step, Block &block)
{
    const Cube cube(step);
    float *value = block.values.data();
    for (int i = 0; i < block.count; ++i, value += 4)
        cv::v_store_aligned(value, cube.at(value));
}

void take(const LabStep &, Block &block)
{
    alignas(16) static constexpr std::array<float, 4> white {0.9642F, 1, 0.8249F, 0};
    const Lanes knee = cv::v_setall_f32(24.0F / 116);
    const Lanes slope = cv::v_setall_f32(108.0F / 841);
    const Lanes foot = cv::v_setall_f32(16.0F / 116);
    const Lanes d50 = cv::v_load_aligned(white.data());
    float *value = block.values.data();
    for (int i = 0; i < block.count; ++i, value += 4) {
        const float y = (value[0] * 100 + 16) / 116;
        const float x = y + (value[1] * 255 - 128) / 500;
        const float z = y - (value[2] * 255 - 128) / 200;
        const Lanes root(x, y, z, 0);
        const Lanes light = cv::v_select(root <= knee, slope * (root - foot), root * root * root);
        cv::v_store_aligned(value, light * d50);
    }
}

/// sRGB's value of each light 0..1 (IEC 61966-2-1), and one entry more to look at beyond the last.
/// In so many steps a straight line between two is right to 0.1 of 65535.
constexpr int lightLevels = 16384;

const std::vector<float> &valuesOfLight()
{
    static const std::vector<float> values = [] {
        std::vector<float> table(lightLevels + 2);
        for (int i = 0; i <= lightLevels; ++i) {
            const double light = static_cast<double>(i) / lightLevels;
            table[static_cast<std::size_t>(i)] = static_cast<float>(light <= 0.0031308
                    ? light * 12.92
                    : 1.055 * std::pow(light, 1 / 2.4) - 0.055);
        }
        table.back() = 1;
        return table;
    }();
    return values;
}

/// The first curves are looked up by the picture's own numbers.
template <typename Sample>
void load(const Sample *pixel, int channels, const CurveStep &step, Block &block)
{
    constexpr std::size_t levelsApart = (curveLevels - 1) / std::numeric_limits<Sample>::max();
    float *value = block.values.data();
    const int inputs = std::min(channels, 4);
    for (int i = 0; i < block.count; ++i, value += 4, pixel += channels)
        for (int c = 0; c < inputs; ++c) {
            const auto &curve = step.curves[static_cast<std::size_t>(c)];
            value[c] = curve.empty() ? static_cast<float>(pixel[c]) / mostOf<Sample>
                                     : curve[pixel[c] * levelsApart];
        }
}

template <typename Sample>
void store(const Block &block, const std::vector<float> &values, Sample *pixel, int channels)
{
    const float *light = block.values.data();
    for (int i = 0; i < block.count; ++i, light += 4, pixel += channels)
        for (int c = 0; c < 3; ++c) {
            const float at = held(light[c]) * lightLevels;
            const auto below = static_cast<std::size_t>(static_cast<int>(at));
            const float low = values[below];
            const float value = low + (values[below + 1] - low) * (at - static_cast<float>(below));
            pixel[c] = static_cast<Sample>(value * mostOf<Sample> + 0.5F);
        }
}

template <typename Sample>
void convertRow(const cv::Mat &from, const ColourSteps &steps, cv::Mat to)
{
    static const CurveStep none;
    const auto *curves =
        steps.steps.empty() ? nullptr : std::get_if<CurveStep>(&steps.steps.front());
    const auto &values = valuesOfLight();
    const auto *source = from.ptr<Sample>();
    auto *target = to.ptr<Sample>();
    const int channels = from.channels();
    Block block {};
    for (int x = 0; x < from.cols; x += block.count) {
        block.count = std::min(blockPixels, from.cols - x);
        load(source + std::ptrdiff_t {x} * channels, channels, curves ? *curves : none, block);
        for (std::size_t i = curves ? 1 : 0; i < steps.steps.size(); ++i)
            std::visit([&block](const auto &step) { take(step, block); }, steps.steps[i]);
        store(block, values, target + std::ptrdiff_t {x} * to.channels(), to.channels());
    }
    if (to.channels() == 4)
        for (int x = 0; x < from.cols; ++x)
            target[4 * x + 3] = source[x * channels + channels - 1];
}

} // namespace

cv::Mat throughSteps(const cv::Mat &pixels, const ColourSteps &steps)
{
    const bool hasAlpha = pixels.channels() > steps.inputs;
    assert(pixels.channels() == steps.inputs + (hasAlpha ? 1 : 0));
    cv::Mat result(pixels.size(), CV_MAKETYPE(pixels.depth(), hasAlpha ? 4 : 3));
    inParts(pixels.rows, 64, {}, [&](int from, int to) {
        for (int y = from; y < to; ++y) {
            if (pixels.depth() == CV_16U)
                convertRow<std::uint16_t>(pixels.row(y), steps, result.row(y));
            else
                convertRow<std::uint8_t>(pixels.row(y), steps, result.row(y));
        }
    });
    return result;
}

} // namespace core
