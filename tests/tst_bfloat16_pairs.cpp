#include "core/network/bfloat16_units.h"
#include "core/network/direct_conv.h"
#include "core/network/linear_panels.h"
#include "core/network/winograd_conv.h"
#include "tests/support/tensor_comparison.h"

#include <QtTest>

#include <limits>

using namespace core;

using tests::channelsLast;
using tests::largestDifference;

namespace {

constexpr float unlimited = std::numeric_limits<float>::infinity();

/// As a double: what is left to multiply.
torch::Tensor rounded(const torch::Tensor &x)
{
    return x.to(torch::kBFloat16).to(torch::kFloat64);
}

torch::Tensor convolved(const torch::Tensor &x, const torch::Tensor &weight, const torch::Tensor &bias)
{
    return at::conv2d(x.to(torch::kFloat64), weight.to(torch::kFloat64), bias.to(torch::kFloat64), 1,
        {weight.size(2) / 2, weight.size(3) / 2});
}

torch::Tensor emptyResult(const torch::Tensor &like)
{
    return channelsLast(at::full_like(like, NAN, torch::kFloat32));
}

} // namespace

/// Sums of products of pairs of bfloat16 numbers are exact but for float32's rounding.
class TestBFloat16Pairs : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        if (!hasBFloat16Pairs())
            QSKIP("this processor does not add up pairs of bfloat16 at float32's rate");
        torch::manual_seed(12);
    }

    void linearEqualsTheDefinition_data()
    {
        QTest::addColumn<int>("rows");
        QTest::addColumn<int>("in");
        QTest::addColumn<int>("out");
        QTest::newRow("whole blocks") << 192 << 128 << 64;
        QTest::newRow("rows and columns over") << 333 << 130 << 112;
        QTest::newRow("more inputs than are summed at once") << 50 << 2050 << 64;
        QTest::newRow("one row") << 1 << 32 << 16;
    }

    void linearEqualsTheDefinition()
    {
        QFETCH(int, rows);
        QFETCH(int, in);
        QFETCH(int, out);
        const torch::Tensor x = torch::randn({2, rows, in});
        const torch::Tensor weight = torch::randn({out, in}) / std::sqrt(double(in));
        const torch::Tensor bias = torch::randn({out});
        const torch::Tensor addend = torch::randn({2, rows, out});
        const torch::Tensor expected =
            at::linear(rounded(x), rounded(weight), bias.to(torch::kFloat64));
        QVERIFY(LinearPanels::suits(weight, Products::BFloat16Pairs));
        const LinearPanels linear(weight, bias, Products::BFloat16Pairs);
        QVERIFY(largestDifference(linear.run(x, LinearActivation::None), expected) < 3e-5);
        QVERIFY(largestDifference(linear.run(x, LinearActivation::None, addend), expected + addend)
            < 3e-5);
        const torch::Tensor bent = linear.run(x, LinearActivation::Gelu);
        const torch::Tensor exact = at::gelu(expected);
        constexpr double bfloat16 = 1.0 / 256; // a unit in the last place
        QVERIFY(((bent - exact).abs() <= bfloat16 * exact.abs() + 1e-4 * expected.abs() + 3e-5)
                    .all()
                    .item<bool>());
    }

    void whatGeluMakesIsTakenAsItIs()
    {
        const LinearPanels first(torch::randn({128, 64}), {}, Products::BFloat16Pairs);
        const torch::Tensor weight = torch::randn({32, 128}) / 12;
        const LinearPanels second(weight, {}, Products::BFloat16Pairs);
        const torch::Tensor between = first.run(torch::randn({70, 64}), LinearActivation::Gelu);
        QCOMPARE(between.scalar_type(), torch::kBFloat16);
        QVERIFY(largestDifference(second.run(between, LinearActivation::None),
                    at::linear(between.to(torch::kFloat64), rounded(weight)))
            < 1e-4); // of values up to 50
    }

    void directConvEqualsTheDefinition_data()
    {
        QTest::addColumn<int>("in");
        QTest::addColumn<int>("out");
        QTest::addColumn<int>("kernelHeight");
        QTest::addColumn<int>("kernelWidth");
        QTest::newRow("a pixel") << 32 << 112 << 1 << 1;
        QTest::newRow("along a row") << 16 << 32 << 1 << 7;
        QTest::newRow("along a column") << 32 << 48 << 5 << 1;
        QTest::newRow("higher than the map") << 16 << 16 << 17 << 3;
    }

    void directConvEqualsTheDefinition()
    {
        QFETCH(int, in);
        QFETCH(int, out);
        QFETCH(int, kernelHeight);
        QFETCH(int, kernelWidth);
        const torch::Tensor x = channelsLast(torch::randn({2, in, 7, 29}));
        const torch::Tensor weight = torch::randn({out, in, kernelHeight, kernelWidth});
        const torch::Tensor bias = torch::randn({out});
        const torch::Tensor expected = convolved(rounded(x), rounded(weight), bias);
        torch::Tensor result = emptyResult(expected);
        DirectConv(weight, bias, Products::BFloat16Pairs)
            .run(x, result, ConvTarget::Replaced, -unlimited, unlimited);
        QVERIFY(largestDifference(result, expected) < 1e-4);
        torch::Tensor sum = result.clone();
        DirectConv(weight, bias, Products::BFloat16Pairs)
            .run(x, sum, ConvTarget::AddedTo, 0, unlimited);
        QVERIFY(largestDifference(sum, (2 * expected).clamp_min(0)) < 2e-4);
    }

    void fewChannelsStayFloat32()
    {
        const torch::Tensor x = channelsLast(torch::randn({1, 5, 7, 29}));
        const torch::Tensor weight = torch::randn({32, 5, 3, 3});
        const torch::Tensor bias = torch::randn({32});
        const torch::Tensor expected = convolved(x, weight, bias);
        torch::Tensor result = emptyResult(expected);
        DirectConv(weight, bias, Products::BFloat16Pairs)
            .run(x, result, ConvTarget::Replaced, -unlimited, unlimited);
        QVERIFY(largestDifference(result, expected) < 1e-4);
    }

    /// What is rounded are transformed numbers: of noise five times as far off as the definition's, with
    /// the usual points ten times.
    void winogradIsNearlyAsGoodAsTheDefinition_data()
    {
        QTest::addColumn<int>("dilation");
        QTest::newRow("dense") << 1;
        QTest::newRow("dilated") << 3;
    }

    void winogradIsNearlyAsGoodAsTheDefinition()
    {
        QFETCH(int, dilation);
        const torch::Tensor x = channelsLast(torch::randn({2, 64, 19, 26}));
        const torch::Tensor weight = torch::randn({32, 64, 3, 3});
        const torch::Tensor bias = torch::randn({32});
        const auto dilated = [&](const torch::Tensor &map, const torch::Tensor &by) {
            return at::conv2d(map, by, bias.to(torch::kFloat64), 1, dilation, dilation);
        };
        const torch::Tensor exact = dilated(x.to(torch::kFloat64), weight.to(torch::kFloat64));
        const torch::Tensor byDefinition = dilated(rounded(x), rounded(weight));
        const WinogradConv conv(weight, bias, dilation, Products::BFloat16Pairs);
        torch::Tensor result = emptyResult(exact);
        conv.run(x, result, ConvTarget::Replaced, -unlimited, unlimited);
        const double error = (result - exact).norm().item<double>();
        const double least = (byDefinition - exact).norm().item<double>();
        QVERIFY(error < 6 * least);
        QVERIFY(error > least);
        const torch::Tensor mixture = torch::rand({32});
        QVERIFY(largestDifference(conv.mixed(x, mixture, 0.5F, 0, unlimited),
                    0.5
                        + (result.clamp_min(0) * mixture.view({1, -1, 1, 1})).sum(1, true))
            < 2e-3); // of values up to 500
    }

    void leavesWhatItCannotDo()
    {
        QVERIFY(!LinearPanels::suits(torch::zeros({32, 33}), Products::BFloat16Pairs)); // half a pair
        QVERIFY(!LinearPanels::suits(torch::zeros({24, 32}), Products::BFloat16Pairs)); // half a vector
    }
};

QTEST_APPLESS_MAIN(TestBFloat16Pairs)

#include "tst_bfloat16_pairs.moc"
