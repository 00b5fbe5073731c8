#include "core/network/direct_conv.h"
#include "core/network/packed_panels.h"
#include "tests/support/tensor_comparison.h"

#include <QtTest>

#include <cmath>
#include <limits>

using namespace core;

using tests::channelsLast;
using tests::largestDifference;

namespace {

constexpr int64_t height = 7;
constexpr int64_t width = 29; // whole blocks of pixels and some that are over
constexpr float unlimited = std::numeric_limits<float>::infinity();

torch::Tensor byDefinition(
    const torch::Tensor &x, const torch::Tensor &weight, const torch::Tensor &bias)
{
    return at::conv2d(x.to(torch::kFloat64), weight.to(torch::kFloat64), bias.to(torch::kFloat64), 1,
        {weight.size(2) / 2, weight.size(3) / 2});
}

/// Rows in two pieces each, as two threads would.
torch::Tensor byKernel(const DirectKernel &kernel, const torch::Tensor &x,
    const torch::Tensor &weight, const torch::Tensor &bias)
{
    const torch::Tensor panels =
        packedPanels(weight.permute({0, 2, 3, 1}).reshape({weight.size(0), -1}), kernel.panel);
    torch::Tensor target = channelsLast(at::full({1, weight.size(0), height, width}, NAN));
    const DirectJob job {.source = x.const_data_ptr<float>(),
        .height = height,
        .width = width,
        .in = x.size(1),
        .out = weight.size(0),
        .kernelHeight = weight.size(2),
        .kernelWidth = weight.size(3),
        .weights = panels.const_data_ptr<float>(),
        .bias = bias.const_data_ptr<float>(),
        .target = target.data_ptr<float>(),
        .least = -unlimited,
        .most = unlimited};
    std::vector<float> scratch(std::size_t(directScratch(job)));
    for (int64_t panel = 0; panel * kernel.panel < job.out; ++panel)
        for (int64_t y = 0; y < height; ++y) {
            kernel.run(
                job, {.panel = panel, .y = y, .firstX = 0, .lastX = directPixels}, scratch.data());
            kernel.run(job, {.panel = panel, .y = y, .firstX = directPixels, .lastX = width},
                scratch.data());
        }
    return target;
}

void eachShape()
{
    QTest::addColumn<int>("in");
    QTest::addColumn<int>("out");
    QTest::addColumn<int>("kernelHeight");
    QTest::addColumn<int>("kernelWidth");
    QTest::newRow("a pixel") << 24 << 112 << 1 << 1;
    QTest::newRow("five channels") << 5 << 64 << 3 << 3;
    QTest::newRow("along a row") << 16 << 32 << 1 << 7;
    QTest::newRow("along a column") << 32 << 48 << 5 << 1;
    QTest::newRow("higher than the map") << 3 << 16 << 17 << 3;
}

} // namespace

class TestDirectConv : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void kernelsEqualTheDefinition_data() { eachShape(); }
    void kernelsEqualTheDefinition()
    {
        QFETCH(int, in);
        QFETCH(int, out);
        QFETCH(int, kernelHeight);
        QFETCH(int, kernelWidth);
        torch::manual_seed(3);
        const torch::Tensor x = channelsLast(torch::randn({1, in, height, width}));
        const torch::Tensor weight = torch::randn({out, in, kernelHeight, kernelWidth});
        const torch::Tensor bias = torch::randn({out});
        const torch::Tensor expected = byDefinition(x, weight, bias);
        int tried = 0;
        if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && ++tried)
            QVERIFY(largestDifference(byKernel(directAvx2, x, weight, bias), expected) < 1e-4);
        if (__builtin_cpu_supports("avx512f") && ++tried)
            QVERIFY(largestDifference(byKernel(directAvx512, x, weight, bias), expected) < 1e-4);
        if (tried < 2)
            qInfo("instruction sets that this processor does not have were skipped");
    }

    /// The way there from a tensor: several photos, limits, and sums.
    void runsOverEveryPhoto_data() { eachShape(); }
    void runsOverEveryPhoto()
    {
        QFETCH(int, in);
        QFETCH(int, out);
        QFETCH(int, kernelHeight);
        QFETCH(int, kernelWidth);
        torch::manual_seed(4);
        const torch::Tensor x = channelsLast(torch::randn({2, in, height, width}));
        const torch::Tensor weight = torch::randn({out, in, kernelHeight, kernelWidth});
        const torch::Tensor bias = torch::randn({out});
        if (!DirectConv::suits(weight))
            QSKIP("this processor has neither AVX2 nor AVX-512");
        const torch::Tensor plain = byDefinition(x, weight, bias);
        const DirectConv conv(weight, bias, Products::Float32);

        torch::Tensor result = channelsLast(at::full({2, out, height, width}, NAN));
        conv.run(x, result, ConvTarget::Replaced, 0, 6);
        QVERIFY(largestDifference(result, plain.clamp(0, 6)) < 1e-4);

        const torch::Tensor before = channelsLast(torch::randn({2, out, height, width}));
        torch::Tensor sum = before.clone();
        conv.run(x, sum, ConvTarget::AddedTo, 0, unlimited);
        QVERIFY(largestDifference(sum, (plain + before).clamp_min(0)) < 1e-4);
    }

    void leavesWhatItCannotDo()
    {
        QVERIFY(!DirectConv::suits(torch::zeros({24, 16, 1, 1}))); // half a vector of results
        QVERIFY(!DirectConv::suits(torch::zeros({32, 16, 2, 1}))); // no middle
        QVERIFY(!DirectConv::suits(torch::zeros({32, 16, 1, 1}, torch::kBFloat16)));
    }
};

QTEST_APPLESS_MAIN(TestDirectConv)

#include "tst_direct_conv.moc"
