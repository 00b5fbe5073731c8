#include "core/network/context_modules.h"

#include <QtTest>

using namespace core;

/// What the goldens do not see: few input channels, for which convolutions are merged, on maps that
/// are narrower than those reach.
class TestContext : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void mergedConvolutionsAreTheSame_data()
    {
        QTest::addColumn<int>("height");
        QTest::addColumn<int>("width");
        QTest::newRow("wide") << 20 << 24;
        QTest::newRow("square") << 16 << 16;
        QTest::newRow("narrower than their reach") << 12 << 4;
        QTest::newRow("one column") << 8 << 1;
    }

    void mergedConvolutionsAreTheSame()
    {
        QFETCH(int, height);
        QFETCH(int, width);
        torch::manual_seed(5);
        const c10::InferenceMode inference;
        constexpr int64_t reach = 7;
        PaaKernel kernel(16, 32, reach);
        for (torch::Tensor &parameter : kernel->parameters())
            parameter.set_data(torch::randn(parameter.sizes()) * 0.3);
        kernel->eval();
        const torch::Tensor x = torch::randn({2, 16, height, width});
        prepareAll(*kernel, {.execution = Execution::Plain});
        const torch::Tensor plain = kernel->forward(x);
        prepareAll(*kernel, {.execution = Execution::Planned});
        const torch::Tensor planned = kernel->forward(x);
        const double largest = plain.abs().max().item<double>();
        QVERIFY((planned - plain).abs().max().item<double>() < 2e-5 * largest);
    }
};

QTEST_APPLESS_MAIN(TestContext)

#include "tst_context.moc"
