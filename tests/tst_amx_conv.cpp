#include "core/network/amx_conv.h"
#include "core/network/bfloat16_units.h"
#include "tests/support/tensor_comparison.h"

#include <QtTest>

#include <cmath>
#include <limits>

using namespace core;

using tests::channelsLast;
using tests::largestDifference;

namespace {

constexpr float unlimited = std::numeric_limits<float>::infinity();

/// Two photos and a convolution over them.
struct Case
{
    torch::Tensor x;
    torch::Tensor weight;
    torch::Tensor bias;
    int64_t dilation = 1;

    torch::Tensor byDefinition() const
    {
        return at::conv2d(x.to(torch::kFloat64), weight.to(torch::kFloat64),
            bias.to(torch::kFloat64), 1,
            {dilation * (weight.size(2) / 2), dilation * (weight.size(3) / 2)}, dilation);
    }
};

Case fetchedCase()
{
    QFETCH(int, in);
    QFETCH(int, out);
    QFETCH(int, kernelHeight);
    QFETCH(int, kernelWidth);
    QFETCH(int, dilation);
    QFETCH(int, height);
    QFETCH(int, width);
    torch::manual_seed(3);
    return {.x = channelsLast(torch::randn({2, in, height, width})),
        .weight = torch::randn({out, in, kernelHeight, kernelWidth})
            / std::sqrt(double(in * kernelHeight * kernelWidth)),
        .bias = torch::randn({out}),
        .dilation = dilation};
}

} // namespace

class TestAmxConv : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        if (!hasMatrixUnit())
            QSKIP("this processor has no matrix unit (AMX)");
    }

    void equalsTheDefinition_data()
    {
        QTest::addColumn<int>("in");
        QTest::addColumn<int>("out");
        QTest::addColumn<int>("kernelHeight");
        QTest::addColumn<int>("kernelWidth");
        QTest::addColumn<int>("dilation");
        QTest::addColumn<int>("height");
        QTest::addColumn<int>("width");
        QTest::newRow("several blocks each way") << 64 << 64 << 3 << 3 << 1 << 90 << 205;
        QTest::newRow("one block") << 32 << 32 << 3 << 3 << 1 << 5 << 7;
        QTest::newRow("dilated") << 32 << 64 << 3 << 3 << 7 << 20 << 33;
        QTest::newRow("channels that fill no step") << 40 << 48 << 3 << 3 << 1 << 12 << 12;
        QTest::newRow("a pixel") << 24 << 112 << 1 << 1 << 1 << 40 << 41;
        QTest::newRow("many channels of few pixels") << 320 << 32 << 1 << 1 << 1 << 3 << 3;
        QTest::newRow("along a row") << 32 << 32 << 1 << 7 << 1 << 9 << 30;
        QTest::newRow("along a column") << 32 << 48 << 5 << 1 << 1 << 30 << 9;
        QTest::newRow("higher than the map") << 32 << 16 << 17 << 3 << 1 << 7 << 7;
    }

    void equalsTheDefinition()
    {
        const Case given = fetchedCase();
        QVERIFY(AmxConv::suits(given.weight, AmxPieces::One));
        const torch::Tensor plain = given.byDefinition();
        const AmxConv conv(given.weight, given.bias, given.dilation, AmxPieces::Two);

        torch::Tensor result = channelsLast(at::full(plain.sizes(), NAN));
        conv.run(given.x, result, ConvTarget::Replaced, 0, 1);
        QVERIFY(largestDifference(result, plain.clamp(0, 1)) < 5e-5);

        const torch::Tensor before = channelsLast(torch::randn(plain.sizes()));
        torch::Tensor sum = before.clone();
        conv.run(given.x, sum, ConvTarget::AddedTo, 0, unlimited);
        QVERIFY(largestDifference(sum, (plain + before).clamp_min(0)) < 5e-5);
    }

    void mixesResults_data() { equalsTheDefinition_data(); }
    void mixesResults()
    {
        const Case given = fetchedCase();
        const torch::Tensor mixture = torch::randn({given.weight.size(0)});
        const AmxConv conv(given.weight, given.bias, given.dilation, AmxPieces::Two);
        const torch::Tensor expected =
            (given.byDefinition().clamp_min(0) * mixture.view({1, -1, 1, 1})).sum(1, true) + 0.5;
        const torch::Tensor result = conv.mixed(given.x, mixture, 0.5F, 0, unlimited);
        QVERIFY(largestDifference(result, expected) < 2e-4);
    }

    void bfloat16IsThatOfBothSides()
    {
        torch::manual_seed(4);
        const auto rounded = [](const torch::Tensor &x) {
            return x.to(torch::kBFloat16).to(torch::kFloat32);
        };
        Case given {.x = channelsLast(torch::randn({1, 64, 20, 20})),
            .weight = torch::randn({32, 64, 3, 3}) / 24,
            .bias = torch::randn({32})};
        const AmxConv conv(given.weight, given.bias, 1, AmxPieces::One);
        torch::Tensor result = channelsLast(torch::empty({1, 32, 20, 20}));
        conv.run(given.x, result, ConvTarget::Replaced, -unlimited, unlimited);
        QVERIFY(largestDifference(result, given.byDefinition()) > 1e-3);
        given.x = rounded(given.x);
        given.weight = rounded(given.weight);
        QVERIFY(largestDifference(result, given.byDefinition()) < 1e-5);
    }

    void leavesWhatItCannotDo()
    {
        QVERIFY(!AmxConv::suits(torch::zeros({24, 32, 1, 1}), AmxPieces::One)); // half a vector of results
        QVERIFY(!AmxConv::suits(torch::zeros({32, 5, 3, 3}), AmxPieces::One));
        QVERIFY(!AmxConv::suits(torch::zeros({32, 32, 2, 1}), AmxPieces::One)); // no middle
        QVERIFY(!AmxConv::suits(torch::zeros({16, 32, 3, 3}), AmxPieces::Two)); // small
        QVERIFY(!AmxConv::suits(torch::zeros({32, 32, 1, 1}, torch::kBFloat16), AmxPieces::One));
    }
};

QTEST_APPLESS_MAIN(TestAmxConv)

#include "tst_amx_conv.moc"
