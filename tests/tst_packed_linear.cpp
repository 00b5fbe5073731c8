#include "core/network/packed_linear.h"

#include <QtTest>

using namespace core;

class TestPackedLinear : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void packedIsTheSameAsLibTorchs_data()
    {
        QTest::addColumn<int>("rows");
        QTest::addColumn<int>("in");
        QTest::addColumn<int>("out");
        QTest::newRow("many rows, in several parts") << 5000 << 64 << 192;
        QTest::newRow("few rows of many inputs") << 50 << 2050 << 64;
        QTest::newRow("one row") << 1 << 96 << 16;
        QTest::newRow("results that no panel suits") << 30 << 64 << 20;
    }

    void packedIsTheSameAsLibTorchs()
    {
        QFETCH(int, rows);
        QFETCH(int, in);
        QFETCH(int, out);
        torch::manual_seed(9);
        const c10::InferenceMode inference;
        const torch::nn::Linear linear(in, out);
        const torch::Tensor x = torch::randn({2, rows, in});
        const torch::Tensor other = torch::randn({2, rows, out});
        const torch::Tensor plain = at::linear(x, linear->weight, linear->bias);
        const auto isNear = [](const torch::Tensor &a, const torch::Tensor &b) {
            return a.sizes() == b.sizes() && (a - b).abs().max().item<double>() < 3e-5; // see AmxPieces
        };
        const Preparation how;
        QVERIFY(isNear(PackedLinear(linear, how)(x), plain));
        QVERIFY(isNear(PackedLinear(linear, how).plus(other, x), plain + other));
        QVERIFY(isNear(PackedLinear(linear, how, LinearActivation::Gelu)(x), at::gelu(plain)));
    }

    /// Windows are taken out of a map: such rows do not lie one after the other.
    void takesRowsThatDoNotLieTogether()
    {
        torch::manual_seed(9);
        const c10::InferenceMode inference;
        const torch::nn::Linear linear(48, 32);
        const torch::Tensor x = torch::randn({7, 9, 48}).transpose(0, 1);
        const torch::Tensor result = PackedLinear(linear, Preparation())(x);
        const torch::Tensor plain = at::linear(x, linear->weight, linear->bias);
        QVERIFY((result - plain).abs().max().item<double>() < 1e-5);
    }
};

QTEST_APPLESS_MAIN(TestPackedLinear)

#include "tst_packed_linear.moc"
