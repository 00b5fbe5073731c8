#include "core/network/amx_linear.h"
#include "core/network/bfloat16_units.h"
#include "tests/support/tensor_comparison.h"

#include <QtTest>

using namespace core;

using tests::largestDifference;

namespace {

/// As a double: what the pieces of both sides come to without any rounding of sums.
torch::Tensor roundedTo(const torch::Tensor &x, AmxPieces pieces)
{
    return pieces == AmxPieces::One ? x.to(torch::kBFloat16).to(torch::kFloat64)
                                    : x.to(torch::kFloat64);
}

} // namespace

Q_DECLARE_METATYPE(core::AmxPieces)

class TestAmxLinear : public QObject
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
        QTest::addColumn<AmxPieces>("pieces");
        QTest::addColumn<int>("rows");
        QTest::addColumn<int>("in");
        QTest::addColumn<int>("out");
        QTest::newRow("whole blocks") << AmxPieces::Two << 192 << 128 << 64;
        QTest::newRow("rows over, more inputs than are summed at once") << AmxPieces::Two << 333 << 1056
                                                                        << 96;
        QTest::newRow("one row") << AmxPieces::Two << 1 << 32 << 32;
        QTest::newRow("bfloat16") << AmxPieces::One << 333 << 1056 << 96;
    }

    void equalsTheDefinition()
    {
        QFETCH(AmxPieces, pieces);
        QFETCH(int, rows);
        QFETCH(int, in);
        QFETCH(int, out);
        torch::manual_seed(5);
        const c10::InferenceMode inference;
        const torch::Tensor x = torch::randn({2, rows, in});
        const torch::Tensor weight = torch::randn({out, in}) / std::sqrt(double(in));
        const torch::Tensor bias = torch::randn({out});
        const torch::Tensor addend = torch::randn({2, rows, out});
        const torch::Tensor expected = at::linear(
            roundedTo(x, pieces), roundedTo(weight, pieces), bias.to(torch::kFloat64));
        QCOMPARE(AmxLinear::suits(weight, AmxPieces::Two), weight.numel() >= 1 << 17);
        QVERIFY(AmxLinear::suits(weight, AmxPieces::One));
        const AmxLinear linear(weight, bias, pieces);
        QVERIFY(largestDifference(linear.run(x, LinearActivation::None), expected) < 3e-5);
        QVERIFY(largestDifference(linear.run(x, LinearActivation::None, addend), expected + addend)
            < 3e-5);
        QVERIFY(largestDifference(linear.run(x, LinearActivation::Gelu), at::gelu(expected)) < 3e-5);
    }

    /// A hundredth of what bfloat16 or TensorFloat-32 would cost.
    void twoPiecesAreNearlyFloat32()
    {
        torch::manual_seed(6);
        const torch::Tensor x = torch::randn({500, 512});
        const torch::Tensor weight = torch::randn({64, 512});
        const torch::Tensor expected = at::linear(x.to(torch::kFloat64), weight.to(torch::kFloat64));
        const auto error = [&](AmxPieces pieces) {
            const torch::Tensor result =
                AmxLinear(weight, {}, pieces).run(x, LinearActivation::None);
            return ((result - expected).norm() / expected.norm()).item<double>();
        };
        QVERIFY(error(AmxPieces::Two) < 6e-6);
        QVERIFY(error(AmxPieces::One) > 1e-3);
    }

    void leavesWhatItCannotDo()
    {
        QVERIFY(!AmxLinear::suits(torch::zeros({48, 64}), AmxPieces::One)); // half a panel
        QVERIFY(!AmxLinear::suits(torch::zeros({64, 48}), AmxPieces::One)); // half a step
        QVERIFY(!AmxLinear::suits(torch::zeros({64, 64}, torch::kBFloat16), AmxPieces::One));
    }
};

QTEST_APPLESS_MAIN(TestAmxLinear)

#include "tst_amx_linear.moc"
