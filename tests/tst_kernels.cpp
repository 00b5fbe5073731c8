#include "core/network/similarity_kernel.h"
#include "core/network/window_kernel.h"
#include "core/network/winograd_kernel.h"

#include <QtTest>

#include <algorithm>
#include <cmath>
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
std::vector<float> convolved(const std::vector<float> &map, const std::vector<float> &weights)
{
    std::vector<float> target(std::size_t(10 * 9 * 16));
    for (int y = 0; y < 10; ++y)
        for (int x = 0; x < 9; ++x)
            for (int out = 0; out < 16; ++out) {
                double sum = 0;
                for (int in = 0; in < 16; ++in)
                    for (int dy = -1; dy <= 1; ++dy)
                        for (int dx = -1; dx <= 1; ++dx) {
                            if (y + dy < 0 || y + dy >= 10 || x + dx < 0 || x + dx >= 9)
                                continue;
                            const int tap = ((out * 16 + in) * 3 + dy + 1) * 3 + dx + 1;
                            const int place = ((y + dy) * 9 + x + dx) * 16 + in;
                            sum += double(map[std::size_t(place)]) * double(weights[std::size_t(tap)]);
                        }
                target[std::size_t((y * 9 + x) * 16 + out)] = float(sum);
            }
    return target;
}

/// G g G^T of F(4, 3) for each pair of channels: 36 x in x out.
std::vector<float> transformed(const std::vector<float> &weights)
{
    constexpr double g[6][3] = {{1.0 / 4, 0, 0}, {-1.0 / 6, -1.0 / 6, -1.0 / 6},
        {-1.0 / 6, 1.0 / 6, -1.0 / 6}, {1.0 / 24, 1.0 / 12, 1.0 / 6},
        {1.0 / 24, -1.0 / 12, 1.0 / 6}, {0, 0, 1}};
    std::vector<float> target(36 * 16 * 16);
    for (int out = 0; out < 16; ++out)
        for (int in = 0; in < 16; ++in)
            for (int point = 0; point < 36; ++point) {
                double sum = 0;
                for (int tap = 0; tap < 9; ++tap)
                    sum += g[point / 6][tap / 3] * g[point % 6][tap % 3]
                        * double(weights[std::size_t((out * 16 + in) * 9 + tap)]);
                target[std::size_t((point * 16 + in) * 16 + out)] = float(sum);
            }
    return target;
}

std::vector<float> byWinograd(
    WinogradKernel kernel, const std::vector<float> &map, const std::vector<float> &weights)
{
    std::vector<float> target(map.size(), NAN);
    const std::vector<float> bias(16, 0);
    const WinogradJob job {.source = map.data(),
        .height = 10,
        .width = 9,
        .in = 16,
        .out = 16,
        .weights = weights.data(),
        .bias = bias.data(),
        .target = target.data(),
        .least = -INFINITY,
        .most = INFINITY};
    std::vector<float> scratch(std::size_t(winogradScratch(job, 3)));
    for (std::int64_t top = 0; top < job.height; top += 4)
        kernel(job, {.top = top, .left = 0, .count = 3}, scratch.data());
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

    void winogradEqualsTheDefinition_data() { eachInstructionSet(); }

    void winogradEqualsTheDefinition()
    {
        QFETCH(bool, isWide);
        if (!isHere(isWide))
            QSKIP("this processor does not have that instruction set");
        const std::vector<float> map = randomFloats(10 * 9 * 16);
        const std::vector<float> weights = randomFloats(16 * 16 * 9);
        const std::vector<float> result = byWinograd(
            isWide ? winogradTilesAvx512 : winogradTilesAvx2, map, transformed(weights));
        QVERIFY(largestDifference(result, convolved(map, weights)) < 1e-3); // of values up to 50
    }
};

QTEST_APPLESS_MAIN(TestKernels)

#include "tst_kernels.moc"
