#include "core/network/axial_attention_modules.h"
#include "core/network/bfloat16_units.h"

#include <QtTest>

using namespace core;

namespace {

constexpr int64_t channels = 64;

AxialAttention randomAttention(Axis axis)
{
    AxialAttention attention(channels, axis);
    for (torch::Tensor &parameter : attention->parameters())
        parameter.set_data(torch::randn(parameter.sizes()) * 0.2);
    attention->eval();
    return attention;
}

/// The pair's sum by one way of running, over a map that it does not change.
torch::Tensor summed(AxialAttention &height, AxialAttention &width, const torch::Tensor &x,
    const Preparation &how)
{
    prepareAll(*height, how);
    prepareAll(*width, how);
    return AxialPair(height, width, how)(x);
}

} // namespace

class TestAxialAttention : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void mixingFirstIsTheSame_data()
    {
        QTest::addColumn<int>("height");
        QTest::addColumn<int>("width");
        QTest::newRow("square") << 48 << 48;
        QTest::newRow("wide: rows of the height's attention cross the image's") << 32 << 64;
    }

    void mixingFirstIsTheSame()
    {
        QFETCH(int, height);
        QFETCH(int, width);
        torch::manual_seed(3);
        const c10::InferenceMode inference;
        AxialAttention down = randomAttention(Axis::Height);
        AxialAttention across = randomAttention(Axis::Width);
        const torch::Tensor x =
            (torch::randn({2, channels, height, width}) * 0.1).contiguous(at::MemoryFormat::ChannelsLast);
        const torch::Tensor planned = summed(down, across, x, {});
        const torch::Tensor plain = summed(down, across, x, {.execution = Execution::Plain});
        QCOMPARE(planned.sizes(), plain.sizes());
        const double largest = plain.abs().max().item<double>();
        QVERIFY((planned - plain).abs().max().item<double>() < 1e-5 * largest);
        QVERIFY((plain - 2 * x).abs().max().item<double>() > 0.01 * largest); // it does attend
    }

    void pairsOfBFloat16AreNear_data()
    {
        QTest::addColumn<int>("side");
        QTest::newRow("whole pairs of pixels") << 48;
        QTest::newRow("a pixel over") << 11;
    }

    void pairsOfBFloat16AreNear()
    {
        if (!hasBFloat16Pairs())
            QSKIP("this processor does not add up pairs of bfloat16 at float32's rate");
        QFETCH(int, side);
        torch::manual_seed(3);
        const c10::InferenceMode inference;
        AxialAttention down = randomAttention(Axis::Height);
        AxialAttention across = randomAttention(Axis::Width);
        const torch::Tensor x =
            (torch::randn({2, channels, side, side}) * 0.1).contiguous(at::MemoryFormat::ChannelsLast);
        const torch::Tensor near = summed(down, across, x, {.precision = Precision::BFloat16});
        const torch::Tensor plain = summed(down, across, x, {.execution = Execution::Plain});
        const torch::Tensor attended = plain - 2 * x;
        const torch::Tensor varying = attended - attended.mean({2, 3}, true); // without the bias
        const double error = ((near - plain).norm() / varying.norm()).item<double>();
        QVERIFY(error < 0.02);
        QVERIFY(error > 1e-4); // they were used
    }
};

QTEST_APPLESS_MAIN(TestAxialAttention)

#include "tst_axial_attention.moc"
