#include "core/network/axial_kernel.h"
#include "core/network/linear_kernel.h"
#include "core/network/region_sums_kernel.h"
#include "core/network/similarity_kernel.h"
#include "core/network/window_kernel.h"
#include "core/network/winograd_kernel.h"

#include <QtTest>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <random>
#include <vector>

using namespace core;

namespace {

std::vector<float> randomFloats(std::size_t count)
{
    static std::mt19937 engine(11);
    std::normal_distribution<float> normal;
    std::vector<float> values(count);
    for (float &value : values)
        value = normal(engine);
    return values;
}

double largestDifference(const std::vector<float> &a, const std::vector<float> &b)
{
    double largest = 0;
    for (std::size_t i = 0; i < a.size(); ++i)
        largest = std::max(largest, std::abs(double(a[i]) - double(b[i])));
    return largest;
}

bool hasAvx2()
{
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
}

bool isHere(bool isWide)
{
    return isWide ? __builtin_cpu_supports("avx512f") != 0 : hasAvx2();
}

void eachInstructionSet()
{
    QTest::addColumn<bool>("isWide");
    QTest::newRow("AVX2") << false;
    QTest::newRow("AVX-512") << true;
}

/// Both heads of two windows, of which the second is half padding.
std::vector<float> attended(WindowKernel kernel, const std::vector<float> &qkv,
    const std::vector<float> &padding, const std::vector<float> &bias)
{
    constexpr std::int64_t tokens = 24;
    std::vector<std::int64_t> tokenAt(32, tokens);
    for (std::int64_t i = 0; i < tokens; ++i)
        tokenAt[std::size_t(i)] = i;
    std::vector<float> target(std::size_t(tokens) * 2 * 16, NAN);
    const WindowJob job {.qkv = qkv.data(),
        .padding = padding.data(),
        .tokens = tokens,
        .heads = 2,
        .headSize = 16,
        .windowTokens = 16,
        .tokenAt = tokenAt.data(),
        .bias = bias.data(),
        .scale = 0.25F,
        .target = target.data()};
    std::vector<float> scratch(std::size_t(windowScratch(job)));
    for (std::int64_t window = 0; window < 2; ++window)
        for (std::int64_t head = 0; head < 2; ++head)
            kernel(job, {.window = window, .head = head, .mask = nullptr}, scratch.data());
    return target;
}

constexpr std::int64_t similarPixels = 37; // no whole number of vectors
constexpr std::int64_t similarKeys = 5;

std::vector<float> similarities(SimilarityKernel kernel, const std::vector<float> &queries,
    const std::vector<float> &keys)
{
    std::vector<float> target(std::size_t(similarPixels * similarKeys), NAN);
    const SimilarityJob job {.queries = queries.data(),
        .keys = keys.data(),
        .channels = 32,
        .keyCount = similarKeys,
        .target = target.data()};
    kernel(job, 0, 20); // as two threads would
    kernel(job, 20, similarPixels);
    return target;
}

std::vector<float> similaritiesByDefinition(
    const std::vector<float> &queries, const std::vector<float> &keys)
{
    std::vector<float> target;
    for (std::int64_t pixel = 0; pixel < similarPixels; ++pixel) {
        std::vector<double> weights;
        double sum = 0;
        for (std::int64_t key = 0; key < similarKeys; ++key) {
            double product = 0;
            for (std::int64_t c = 0; c < 32; ++c)
                product += double(queries[std::size_t(pixel * 32 + c)])
                    * double(keys[std::size_t(key * 32 + c)]);
            weights.push_back(std::exp(product));
            sum += weights.back();
        }
        for (const double weight : weights)
            target.push_back(float(weight / sum));
    }
    return target;
}

/// A 10 x 9 map of 16 channels by the definition of a convolution, weights [out][in][3][3].
std::vector<float> convolved(
    const std::vector<float> &map, const std::vector<float> &weights, int dilation)
{
    std::vector<float> target(std::size_t(10 * 9 * 16));
    for (int y = 0; y < 10; ++y)
        for (int x = 0; x < 9; ++x)
            for (int out = 0; out < 16; ++out) {
                double sum = 0;
                for (int in = 0; in < 16; ++in)
                    for (int dy = -1; dy <= 1; ++dy)
                        for (int dx = -1; dx <= 1; ++dx) {
                            const int fromY = y + dy * dilation;
                            const int fromX = x + dx * dilation;
                            if (fromY < 0 || fromY >= 10 || fromX < 0 || fromX >= 9)
                                continue;
                            const int tap = ((out * 16 + in) * 3 + dy + 1) * 3 + dx + 1;
                            const int place = (fromY * 9 + fromX) * 16 + in;
                            sum += double(map[std::size_t(place)]) * double(weights[std::size_t(tap)]);
                        }
                target[std::size_t((y * 9 + x) * 16 + out)] = float(sum);
            }
    return target;
}

/// The filter's polynomial at each point, over the product of the distances to the others (Toom and
/// Cook); the last point is infinity.
std::array<std::array<double, 3>, 6> filterPoints()
{
    constexpr std::array<double, 5> points {0, 0.625, -0.625, 1.5, -1.5};
    std::array<std::array<double, 3>, 6> g {};
    for (std::size_t i = 0; i < points.size(); ++i) {
        double distances = 1;
        for (const double other : points)
            distances *= other == points[i] ? 1 : points[i] - other;
        g[i] = {1 / distances, points[i] / distances, points[i] * points[i] / distances};
    }
    g[5] = {0, 0, 1};
    return g;
}

/// G g G^T of F(4, 3) for each pair of channels: 36 x in x out.
std::vector<float> transformed(const std::vector<float> &weights)
{
    const auto g = filterPoints();
    std::vector<float> target(36 * 16 * 16);
    for (int out = 0; out < 16; ++out)
        for (int in = 0; in < 16; ++in)
            for (int point = 0; point < 36; ++point) {
                double sum = 0;
                for (int tap = 0; tap < 9; ++tap)
                    sum += g[std::size_t(point / 6)][std::size_t(tap / 3)]
                        * g[std::size_t(point % 6)][std::size_t(tap % 3)]
                        * double(weights[std::size_t((out * 16 + in) * 9 + tap)]);
                target[std::size_t((point * 16 + in) * 16 + out)] = float(sum);
            }
    return target;
}

/// All tiles at once: whole blocks of them and some that are over.
std::vector<float> byWinograd(WinogradKernel kernel, const std::vector<float> &map,
    const std::vector<float> &weights, int dilation, const std::vector<float> &mixture = {})
{
    std::vector<float> target(map.size() / (mixture.empty() ? 1 : 16), NAN);
    const std::vector<float> bias(16, 0);
    const WinogradJob job {.source = map.data(),
        .height = 10,
        .width = 9,
        .in = 16,
        .out = 16,
        .dilation = dilation,
        .weights = weights.data(),
        .bias = bias.data(),
        .target = mixture.empty() ? target.data() : nullptr,
        .least = mixture.empty() ? -INFINITY : 0,
        .most = INFINITY,
        .mixture = mixture.empty() ? nullptr : mixture.data(),
        .mixtureBias = 0.5F,
        .mixed = mixture.empty() ? nullptr : target.data()};
    std::vector<WinogradTile> tiles;
    for (int phase = 0; phase < dilation; ++phase)
        for (int column = 0; column < dilation; ++column)
            for (int top = phase; top < 10; top += 4 * dilation)
                for (int left = column; left < 9; left += 4 * dilation)
                    tiles.push_back({.top = top, .left = left});
    const auto count = std::int64_t(tiles.size());
    std::vector<float> scratch(std::size_t(winogradScratch(job, count)));
    kernel(job, {.first = tiles.data(), .count = count}, scratch.data());
    return target;
}

constexpr std::int64_t mixedRows = 2;
constexpr std::int64_t mixedLength = 13; // whole blocks of rows and one that is over
constexpr std::int64_t mixedChannels = 32;

struct AxialInput
{
    std::vector<float> pixels = randomFloats(mixedRows * mixedLength * mixedChannels);
    std::vector<float> weights = randomFloats(2 * mixedLength * mixedLength);
    std::vector<float> values = randomFloats(2 * mixedChannels * mixedChannels);
    std::vector<float> bias = randomFloats(mixedChannels);
};

std::vector<float> mixed(AxialKernel kernel, const AxialInput &input)
{
    std::vector<float> target(input.pixels.size(), NAN);
    const AxialJob job {.pixels = input.pixels.data(),
        .length = mixedLength,
        .channels = mixedChannels,
        .weights = input.weights.data(),
        .values = input.values.data(),
        .bias = input.bias.data(),
        .target = target.data()};
    std::vector<float> scratch(std::size_t(axialScratch(job)));
    kernel(job, 0, 1, scratch.data()); // as two threads would
    kernel(job, 1, mixedRows, scratch.data());
    return target;
}

/// One pixel of one attention's mixture, channel by channel.
std::vector<double> mixture(
    const AxialInput &input, std::int64_t row, std::int64_t pixel, std::int64_t axis)
{
    std::vector<double> sums(mixedChannels);
    for (std::int64_t other = 0; other < mixedLength; ++other)
        for (std::int64_t c = 0; c < mixedChannels; ++c)
            sums[std::size_t(c)] +=
                double(input.weights[std::size_t((pixel * 2 + axis) * mixedLength + other)])
                * double(input.pixels[std::size_t((row * mixedLength + other) * mixedChannels + c)]);
    return sums;
}

std::vector<float> mixedByDefinition(const AxialInput &input)
{
    std::vector<float> target;
    for (std::int64_t row = 0; row < mixedRows; ++row)
        for (std::int64_t pixel = 0; pixel < mixedLength; ++pixel) {
            std::vector<double> both = mixture(input, row, pixel, 0);
            const std::vector<double> second = mixture(input, row, pixel, 1);
            both.insert(both.end(), second.begin(), second.end());
            for (std::int64_t c = 0; c < mixedChannels; ++c) {
                double sum = 2 * double(input.pixels[target.size()])
                    + double(input.bias[std::size_t(c)]);
                for (std::int64_t in = 0; in < 2 * mixedChannels; ++in)
                    sum += both[std::size_t(in)]
                        * double(input.values[std::size_t(in * mixedChannels + c)]);
                target.push_back(float(sum));
            }
        }
    return target;
}

constexpr std::int64_t summedPixels = 160; // five runs
constexpr std::int64_t summedChannels = 32; // of two maps

/// Sums of two maps of 16 channels each, whose rows of 80 pixels end within a run.
std::vector<float> regionSums(RegionSumsKernel kernel, const std::vector<float> &pixels,
    const std::vector<float> &weights, std::int64_t regions)
{
    std::vector<float> lanes(std::size_t(summedChannels * regions * regionLanes));
    for (std::int64_t map = 0; map < 2; ++map)
        for (std::int64_t first = 0; first < summedPixels; first += 80)
            kernel({.weights = weights.data(),
                .in = summedChannels,
                .regions = regions,
                .sums = lanes.data(),
                .firstPixel = first,
                .pixelCount = 80,
                .pixels = pixels.data() + (map * summedPixels + first) * 16,
                .firstChannel = map * 16,
                .channels = 16});
    std::vector<float> sums;
    for (std::size_t i = 0; i < lanes.size(); i += regionLanes)
        sums.push_back(std::accumulate(lanes.begin() + std::ptrdiff_t(i),
            lanes.begin() + std::ptrdiff_t(i + regionLanes), 0.0F));
    return sums;
}

std::vector<float> regionSumsByDefinition(
    const std::vector<float> &pixels, const std::vector<float> &weights, std::int64_t regions)
{
    std::vector<double> sums(std::size_t(summedChannels * regions));
    for (std::int64_t pixel = 0; pixel < summedPixels; ++pixel)
        for (std::int64_t region = 0; region < regions; ++region)
            for (std::int64_t c = 0; c < summedChannels; ++c) {
                const std::int64_t run = pixel / summedChannels;
                const std::int64_t row = pixel % summedChannels;
                sums[std::size_t(row * regions + region)] +=
                    double(weights[std::size_t((run * regions + region) * summedChannels + c)])
                    * double(pixels[std::size_t(
                        (c / 16 * summedPixels + pixel) * 16 + c % 16)]);
            }
    return {sums.begin(), sums.end()};
}

constexpr std::int64_t linearIn = 1030; // more than is summed at once
constexpr std::int64_t linearOut = 112; // a wide panel and what is over
constexpr std::int64_t linearCount = 17; // whole blocks of rows and some that are over

/// weights: in x out.
std::vector<float> inPanels(const std::vector<float> &weights, std::int64_t panel)
{
    std::vector<float> panels;
    for (std::int64_t column = 0; column < linearOut;) {
        const std::int64_t rest = linearOut - column;
        const std::int64_t width = rest >= panel ? panel : rest >= 32 ? 32 : 16;
        for (std::int64_t in = 0; in < linearIn; ++in)
            for (std::int64_t i = 0; i < width; ++i)
                panels.push_back(weights[std::size_t(in * linearOut + column + i)]);
        column += width;
    }
    return panels;
}

std::vector<float> linear(const LinearKernel &kernel, const std::vector<float> &x,
    const std::vector<float> &weights, const std::vector<float> &bias, bool isGelu,
    const std::vector<float> &addend)
{
    const std::vector<float> panels = inPanels(weights, kernel.panel);
    std::vector<float> target(std::size_t(linearCount * linearOut), NAN);
    const LinearJob job {.x = x.data(),
        .in = linearIn,
        .out = linearOut,
        .weights = panels.data(),
        .bias = bias.data(),
        .isGelu = isGelu,
        .addend = addend.empty() ? nullptr : addend.data(),
        .target = target.data()};
    for (std::int64_t panel = 0; panel * kernel.panel < linearOut; ++panel) {
        kernel.run(job, {.panel = panel, .firstRow = 0, .lastRow = 4}); // as two threads would
        kernel.run(job, {.panel = panel, .firstRow = 4, .lastRow = linearCount});
    }
    return target;
}

std::vector<float> linearByDefinition(const std::vector<float> &x,
    const std::vector<float> &weights, const std::vector<float> &bias, bool isGelu,
    const std::vector<float> &addend)
{
    std::vector<float> target;
    for (std::int64_t row = 0; row < linearCount; ++row)
        for (std::int64_t column = 0; column < linearOut; ++column) {
            double sum = double(bias[std::size_t(column)]);
            for (std::int64_t in = 0; in < linearIn; ++in)
                sum += double(x[std::size_t(row * linearIn + in)])
                    * double(weights[std::size_t(in * linearOut + column)]);
            if (isGelu)
                sum *= 0.5 * std::erfc(-sum / std::sqrt(2.0));
            if (!addend.empty())
                sum += double(addend[target.size()]);
            target.push_back(float(sum));
        }
    return target;
}

} // namespace

/// A machine uses one instruction set; here each that it has is tried.
class TestKernels : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void bothInstructionSetsAttendAlike()
    {
        if (!isHere(false) || !isHere(true))
            QSKIP("this processor has not both AVX2 and AVX-512");
        const std::vector<float> qkv = randomFloats(24 * 3 * 2 * 16);
        const std::vector<float> padding = randomFloats(3 * 2 * 16);
        const std::vector<float> bias = randomFloats(2 * 16 * 16);
        const std::vector<float> narrow = attended(windowHeadAvx2, qkv, padding, bias);
        const std::vector<float> wide = attended(windowHeadAvx512, qkv, padding, bias);
        QVERIFY(largestDifference(narrow, wide) < 2e-6);
        QVERIFY(std::ranges::none_of(wide, [](float value) { return std::isnan(value); }));
    }

    void similarityEqualsTheDefinition_data() { eachInstructionSet(); }
    void similarityEqualsTheDefinition()
    {
        QFETCH(bool, isWide);
        if (!isHere(isWide))
            QSKIP("this processor does not have that instruction set");
        const std::vector<float> queries = randomFloats(similarPixels * 32);
        const std::vector<float> keys = randomFloats(similarKeys * 32);
        const std::vector<float> result =
            similarities(isWide ? similarityAvx512 : similarityAvx2, queries, keys);
        QVERIFY(largestDifference(result, similaritiesByDefinition(queries, keys)) < 5e-6);
    }

    void axialRowsEqualTheDefinition_data() { eachInstructionSet(); }
    void axialRowsEqualTheDefinition()
    {
        QFETCH(bool, isWide);
        if (!isHere(isWide))
            QSKIP("this processor does not have that instruction set");
        const AxialInput input;
        const std::vector<float> result = mixed(isWide ? axialRowsAvx512 : axialRowsAvx2, input);
        QVERIFY(largestDifference(result, mixedByDefinition(input)) < 1e-3); // of values up to 100
    }

    void linearEqualsTheDefinition_data()
    {
        QTest::addColumn<bool>("isWide");
        QTest::addColumn<bool>("isGelu");
        QTest::addColumn<bool>("isAdded");
        QTest::newRow("AVX2") << false << false << false;
        QTest::newRow("AVX2, GELU") << false << true << false;
        QTest::newRow("AVX2, added") << false << false << true;
        QTest::newRow("AVX-512") << true << false << false;
        QTest::newRow("AVX-512, GELU") << true << true << false;
        QTest::newRow("AVX-512, added") << true << false << true;
    }
    void linearEqualsTheDefinition()
    {
        QFETCH(bool, isWide);
        QFETCH(bool, isGelu);
        QFETCH(bool, isAdded);
        if (!isHere(isWide))
            QSKIP("this processor does not have that instruction set");
        std::vector<float> x = randomFloats(linearCount * linearIn);
        for (float &value : x)
            value *= 0.1F; // sums of a few units, where the GELU bends
        const std::vector<float> weights = randomFloats(linearIn * linearOut);
        const std::vector<float> bias = randomFloats(linearOut);
        const std::vector<float> addend =
            isAdded ? randomFloats(linearCount * linearOut) : std::vector<float>();
        const std::vector<float> result =
            linear(isWide ? linearAvx512 : linearAvx2, x, weights, bias, isGelu, addend);
        QVERIFY(largestDifference(result, linearByDefinition(x, weights, bias, isGelu, addend))
            < 2e-5);
    }

    void regionSumsEqualTheDefinition_data()
    {
        QTest::addColumn<bool>("isWide");
        QTest::addColumn<int>("regions");
        QTest::newRow("AVX2, without a Laplacian") << false << 3;
        QTest::newRow("AVX2, with one") << false << 5;
        QTest::newRow("AVX-512, without a Laplacian") << true << 3;
        QTest::newRow("AVX-512, with one") << true << 5;
    }
    void regionSumsEqualTheDefinition()
    {
        QFETCH(bool, isWide);
        QFETCH(int, regions);
        if (!isHere(isWide))
            QSKIP("this processor does not have that instruction set");
        const std::vector<float> pixels = randomFloats(summedPixels * summedChannels);
        const std::vector<float> weights =
            randomFloats(std::size_t(summedPixels) * std::size_t(regions));
        const std::vector<float> result =
            regionSums(isWide ? regionSumsAvx512 : regionSumsAvx2, pixels, weights, regions);
        QVERIFY(largestDifference(result, regionSumsByDefinition(pixels, weights, regions)) < 1e-4);
    }

    void winogradEqualsTheDefinition_data()
    {
        QTest::addColumn<bool>("isWide");
        QTest::addColumn<int>("dilation");
        QTest::newRow("AVX2") << false << 1;
        QTest::newRow("AVX2, dilated") << false << 3;
        QTest::newRow("AVX-512") << true << 1;
        QTest::newRow("AVX-512, dilated") << true << 3;
    }

    void winogradEqualsTheDefinition()
    {
        QFETCH(bool, isWide);
        QFETCH(int, dilation);
        if (!isHere(isWide))
            QSKIP("this processor does not have that instruction set");
        const std::vector<float> map = randomFloats(10 * 9 * 16);
        const std::vector<float> weights = randomFloats(16 * 16 * 9);
        const std::vector<float> result =
            byWinograd(isWide ? winogradTilesAvx512 : winogradTilesAvx2, map,
                transformed(weights), dilation);
        const std::vector<float> expected = convolved(map, weights, dilation);
        QVERIFY(largestDifference(result, expected) < 1e-3); // of values up to 50
    }

    void winogradMixesResults_data() { winogradEqualsTheDefinition_data(); }

    void winogradMixesResults()
    {
        QFETCH(bool, isWide);
        QFETCH(int, dilation);
        if (!isHere(isWide))
            QSKIP("this processor does not have that instruction set");
        const std::vector<float> map = randomFloats(10 * 9 * 16);
        const std::vector<float> weights = randomFloats(16 * 16 * 9);
        const std::vector<float> mixture = randomFloats(16);
        const std::vector<float> result =
            byWinograd(isWide ? winogradTilesAvx512 : winogradTilesAvx2, map,
                transformed(weights), dilation, mixture);
        const std::vector<float> whole = convolved(map, weights, dilation);
        std::vector<float> expected(result.size(), 0.5F);
        for (std::size_t i = 0; i < whole.size(); ++i)
            expected[i / 16] += std::max(whole[i], 0.0F) * mixture[i % 16];
        QVERIFY(largestDifference(result, expected) < 2e-3); // of values up to 100
    }
};

QTEST_APPLESS_MAIN(TestKernels)

#include "tst_kernels.moc"
