#include "core/network/memory_demand.h"

#include "core/network/map_strips.h"
#include "core/network/bfloat16_units.h"
#include "core/network/region_sums_kernel.h"

#include <algorithm>
#include <array>

namespace core {
namespace {

using Bytes = std::int64_t;

constexpr Bytes floatSize = 4;
constexpr std::int64_t tileRows = 64; // of FineStages::NearEdges, at most

/// The shape of a network, as far as it decides about memory.
struct Anatomy
{
    std::int64_t depth = 0;
    std::array<std::int64_t, 5> channels {};
    std::array<std::int64_t, 5> strides {4, 4, 8, 16, 32};
};

Anatomy anatomyOf(Architecture architecture)
{
    switch (architecture) {
    case Architecture::Lite:
        return {32, {16, 24, 40, 112, 320}, {2, 4, 8, 16, 32}};
    case Architecture::SwinB:
        return {64, {128, 128, 256, 512, 1024}};
    case Architecture::Res2Net50:
        return {64, {64, 256, 512, 1024, 2048}};
    case Architecture::TinySwin:
        return {16, {16, 16, 32, 64, 128}};
    case Architecture::TinyRes2Net:
        return {16, {64, 256, 512, 1024, 2048}};
    }
    return {};
}

/// Whether bfloat16 is of products alone: what lies between them takes float32's memory.
bool onlyMultipliesInBFloat16(const NetworkOptions &options)
{
    return options.precision == Precision::BFloat16 && options.device.kind == Device::Kind::Cpu
        && (hasMatrixUnit() || hasBFloat16Pairs());
}

/// Counted once after loading (tensorBytes()): packed layers stand there once, convolutions also as
/// they were read, and Winograd's have four times their numbers.
Bytes weightsOf(const NetworkOptions &options)
{
    const bool isHalf = options.precision == Precision::BFloat16
        || (options.precision == Precision::Float16 && options.device.kind == Device::Kind::Cuda);
    const bool multipliesHalf = onlyMultipliesInBFloat16(options);
    const bool onMatrixUnit = multipliesHalf && hasMatrixUnit(); // then no Winograd's
    const bool inPairs = multipliesHalf && !onMatrixUnit;
    switch (options.architecture) {
    case Architecture::Lite:
        return onMatrixUnit ? 26'000'000 : isHalf ? 32'000'000 : 44'000'000;
    case Architecture::SwinB:
        if (options.precision == Precision::Int8)
            return 220'000'000;
        if (inPairs)
            return 262'000'000;
        return onMatrixUnit ? 240'000'000 : isHalf ? 296'000'000 : 470'000'000;
    case Architecture::Res2Net50:
        return inPairs ? 222'000'000 : isHalf ? 185'000'000 : 310'000'000;
    case Architecture::TinySwin:
        return 20'000'000;
    case Architecture::TinyRes2Net:
        return 60'000'000;
    }
    return 0;
}

/// One pass, and what it holds after each stage.
class Pass
{
public:
    Pass(const NetworkOptions &options, std::int64_t width, std::int64_t height, std::int64_t batch,
        MapParts parts)
        : m_anatomy(anatomyOf(options.architecture))
        , m_options(options)
        , m_width(width)
        , m_height(height)
        , m_batch(batch)
    {
        const bool onCpu = options.device.kind == Device::Kind::Cpu;
        const bool emulatesHalf = onCpu && options.precision == Precision::Float16;
        const bool isHalf = options.precision == Precision::Float16
            || (options.precision == Precision::BFloat16 && !onlyMultipliesInBFloat16(options));
        m_isPlanned = onCpu && !emulatesHalf;
        m_inStrips = m_isPlanned || parts == MapParts::Strips;
        m_backboneElement = isHalf && !emulatesHalf ? 2 : floatSize;
        m_element = onCpu ? floatSize : m_backboneElement;
    }

    Bytes peak()
    {
        const Bytes cast = m_backboneElement < floatSize ? m_backboneElement : 0;
        m_held = 3 * pixels(1) * (floatSize + cast) * m_batch;
        contexts();
        m_held += map(m_anatomy.depth, 8) + logits(8); // f3, d3
        sica({.stride = 4, .in = 2 * m_anatomy.depth, .regions = 3});
        sica({.stride = 2, .in = 2 * m_anatomy.depth, .regions = 5});
        sica({.stride = 1, .in = m_anatomy.depth, .regions = 5});
        return m_peak;
    }

private:
    /// One stage of scale-invariant context attention.
    struct Stage
    {
        std::int64_t stride = 1;
        std::int64_t in = 0;
        std::int64_t regions = 0;
    };

    bool isHalf() const { return m_element < floatSize; }
    std::int64_t pixels(std::int64_t stride) const
    {
        return (m_width / stride) * (m_height / stride);
    }
    /// Of all inputs.
    Bytes map(std::int64_t channels, std::int64_t stride) const
    {
        return m_batch * channels * pixels(stride) * m_element;
    }
    Bytes logits(std::int64_t stride) const { return m_batch * pixels(stride) * floatSize; }

    void note(Bytes working) { m_peak = std::max(m_peak, m_held + working); }

    void contexts()
    {
        const bool isSquare = m_width == m_height;
        const std::int64_t eighthsOfMaps =
            m_isPlanned ? (isSquare ? 34 : 58) : (isSquare ? 64 : 74);
        const auto given = [this](std::size_t i) {
            return map(m_anatomy.channels.at(i), m_anatomy.strides.at(i)) / m_element;
        };
        for (std::size_t i = 0; i < m_anatomy.channels.size(); ++i)
            m_held += given(i) * m_backboneElement;
        for (std::size_t i = 0; i < m_anatomy.channels.size(); ++i) {
            const Bytes context = map(m_anatomy.depth, m_anatomy.strides.at(i));
            const Bytes cast = m_backboneElement < m_element ? given(i) * m_element : 0;
            note(cast + eighthsOfMaps * context / 8);
            m_held += context - given(i) * m_backboneElement;
        }
    }

    void sica(const Stage &stage)
    {
        const bool isFinest = stage.stride == 1;
        const Bytes feature = isFinest ? 0 : map(m_anatomy.depth, stage.stride);
        // All inputs but the one at work are done.
        const Bytes before = (feature + logits(stage.stride)) * (m_batch - 1) / m_batch;
        note(before + summing(stage));
        note(feature + logits(stage.stride) + refining(stage));
        if (m_batch > 1)
            note(2 * (feature + logits(stage.stride)));
        m_held += feature + logits(stage.stride);
        constexpr std::int64_t spreadPaddedBlockedResult = 4 + 4 + 64 + 4;
        note(m_batch * pixels(stage.stride) * spreadPaddedBlockedResult);
        m_held += logits(stage.stride); // the rebuilt map
    }

    std::int64_t rowsAtOnce(std::int64_t height, std::int64_t width) const
    {
        return m_inStrips ? std::min(height, stripRows(width)) : height;
    }

    /// Channels of the stage's input that are enlarged for it.
    std::int64_t enlarged(const Stage &stage) const
    {
        const bool isWhole = stage.stride == 4
            || (stage.stride == 2 && m_anatomy.strides.front() == 2);
        return isWhole ? m_anatomy.depth : stage.in;
    }

    /// Channels of some rows of the stage's input: none where they lie in an enlarged map as they
    /// are.
    std::int64_t joined(const Stage &stage) const
    {
        return m_isPlanned || stage.in > m_anatomy.depth ? stage.in : 0;
    }

    /// LibTorch's own operators enlarge whole maps, once for all strips.
    Bytes enlargedWhole(const Stage &stage) const
    {
        return m_isPlanned ? 0 : enlarged(stage) * pixels(stage.stride) * m_element;
    }

    /// Some rows of the stage's input while they are put together.
    Bytes joining(const Stage &stage, std::int64_t count) const
    {
        const std::int64_t parts =
            m_isPlanned || stage.in > m_anatomy.depth ? stage.in : std::int64_t(0);
        return count * (parts * m_element + (isHalf() ? m_anatomy.depth * floatSize : 0));
    }

    Bytes summing(const Stage &stage) const
    {
        const std::int64_t width = m_width / stage.stride;
        const std::int64_t height = m_height / stage.stride;
        const std::int64_t base = m_options.baseSize / stage.stride;
        const bool isResized = width != base || height != base;
        const Bytes regions = stage.regions * floatSize * (width * height + 2 * base * base);
        if (m_isPlanned && !isResized && base % stage.in == 0)
            return regions
                + base / regionRows * stage.in * stage.regions * regionLanes * floatSize;
        const bool inOne = base % stage.in != 0 || (isResized && !m_isPlanned);
        const std::int64_t rows = inOne ? base : rowsAtOnce(base, base);
        const std::int64_t sourceRows =
            isResized ? std::min(height, rows * height / base + 2) : rows;
        const std::int64_t source = sourceRows * width;
        const Bytes resized = stage.in * rows * base * floatSize * (inOne ? 2 : 1);
        const Bytes strip =
            source * (joined(stage) * m_element + (isHalf() ? stage.in * floatSize : 0)) + resized;
        return regions + enlargedWhole(stage) + std::max(joining(stage, source), strip);
    }

    Bytes refining(const Stage &stage) const
    {
        const std::int64_t width = m_width / stage.stride;
        const std::int64_t height = m_height / stage.stride;
        const bool isTiled =
            stage.stride == 1 && m_options.fineStages == FineStages::NearEdges;
        const std::int64_t rows = isTiled ? tileRows : rowsAtOnce(height, width);
        const std::int64_t margins = height > 2 * rows ? 2 * sicaMargin : sicaMargin;
        const std::int64_t count = std::min(height, rows + margins) * width;
        constexpr Bytes blockedLaplacian = 16 * floatSize;
        const std::int64_t maps = m_isPlanned && stage.stride == 1 ? 2 : 3; // with a feature or not
        const Bytes atWork = count
            * ((joined(stage) + maps * m_anatomy.depth) * m_element
                + (isHalf() ? m_anatomy.depth * floatSize + blockedLaplacian : 0));
        return enlargedWhole(stage) + std::max(atWork, joining(stage, count));
    }

    Anatomy m_anatomy;
    const NetworkOptions &m_options;
    std::int64_t m_width;
    std::int64_t m_height;
    std::int64_t m_batch;
    bool m_isPlanned = true;
    bool m_inStrips = true;
    Bytes m_backboneElement = floatSize;
    Bytes m_element = floatSize; // of the heads
    Bytes m_held = 0;
    Bytes m_peak = 0;
};

constexpr double gaps = 1.09;

} // namespace

MemoryDemand memoryDemand(
    const NetworkOptions &options, int width, int height, int batch, MapParts parts)
{
    constexpr Bytes threadScratch = 1 << 20;
    constexpr Bytes libraryOnCpu = 7'000'000;
    constexpr Bytes workspaceOnCard = 512'000'000;
    const bool onCpu = options.device.kind == Device::Kind::Cpu;
    const Bytes held = Pass(options, width, height, batch, parts).peak()
        + (onCpu ? networkThreads() * threadScratch : 0);
    return {.weights = weightsOf(options),
        .held = held,
        .activations = Bytes(gaps * double(held)) + (onCpu ? libraryOnCpu : workspaceOnCard)};
}

/// The passes run one after the other. Of the first one a map is held meanwhile; of the blending,
/// near edges, its maps down to half the size and which pixels count: under 8 bytes a pixel.
MemoryDemand blendedDemand(const NetworkOptions &options, int width, int height)
{
    const auto base = Bytes(options.baseSize);
    const MemoryDemand low = memoryDemand(options, options.baseSize, options.baseSize);
    MemoryDemand high = memoryDemand(options, width, height);
    const Bytes beside = base * base * floatSize + Bytes(width) * height * 8;
    high.held = std::max(low.held, high.held + beside);
    high.activations =
        std::max(low.activations, high.activations + Bytes(gaps * double(beside)));
    return high;
}

} // namespace core
