#include "core/network/nominal_cost.h"

#include <QtTest>

using namespace core;

class tst_NominalCost : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void isWhatWasCounted_data();
    void isWhatWasCounted();
    void liesBetweenTheCounts();
    void goesOnBeyondTheCounts();
    void saysNothingOfWhatNobodyCounted();
};

void tst_NominalCost::isWhatWasCounted_data()
{
    QTest::addColumn<int>("architecture");
    QTest::addColumn<int>("size");
    QTest::addColumn<double>("gigaflops");
    QTest::newRow("Swin-B 384") << int(Architecture::SwinB) << 384 << 209.6;
    QTest::newRow("Swin-B 1024") << int(Architecture::SwinB) << 1024 << 1565.0;
    QTest::newRow("Swin-B 1280") << int(Architecture::SwinB) << 1280 << 2416.0;
    QTest::newRow("Res2Net50 384") << int(Architecture::Res2Net50) << 384 << 142.8;
    QTest::newRow("lite 384") << int(Architecture::Lite) << 384 << 39.66;
}

void tst_NominalCost::isWhatWasCounted()
{
    QFETCH(const int, architecture);
    QFETCH(const int, size);
    QFETCH(const double, gigaflops);
    const auto cost = nominalGigaflops(Architecture(architecture), size, size);
    QVERIFY(cost);
    QVERIFY(std::abs(*cost - gigaflops) < 1e-6 * gigaflops);
}

void tst_NominalCost::liesBetweenTheCounts()
{
    const auto cost = nominalGigaflops(Architecture::SwinB, 512, 768);
    QVERIFY(cost);
    const double perPixel = *cost / (512 * 768);
    QVERIFY(perPixel > 209.6 / (384 * 384));
    QVERIFY(perPixel < 1565.0 / (1024 * 1024));
}

void tst_NominalCost::goesOnBeyondTheCounts()
{
    const auto small = nominalGigaflops(Architecture::Res2Net50, 192, 384);
    const auto large = nominalGigaflops(Architecture::Res2Net50, 768, 384);
    QVERIFY(small && large);
    QCOMPARE(*small, 142.8 / 2);
    QCOMPARE(*large, 142.8 * 2);
}

void tst_NominalCost::saysNothingOfWhatNobodyCounted()
{
    QVERIFY(!nominalGigaflops(Architecture::TinySwin, 384, 384));
}

QTEST_GUILESS_MAIN(tst_NominalCost)
#include "tst_nominal_cost.moc"
