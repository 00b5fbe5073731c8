#include "core/checks/print_check.h"

#include <QTest>

using core::PrintQuality;
using core::PrintSize;
using core::PrintSubject;
using core::Size;

class tst_PrintCheck : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void judgesTheOrderedSize_data();
    void judgesTheOrderedSize();
    void thePictureIsFittedInsideTheOrder();
    void theLargestGoodPrintKeepsTheAspect();
    void nothingToPrintIsTooSmall_data();
    void nothingToPrintIsTooSmall();
};

void tst_PrintCheck::judgesTheOrderedSize_data()
{
    QTest::addColumn<Size>("pixels");
    QTest::addColumn<PrintSize>("ordered");
    QTest::addColumn<double>("dpi");
    QTest::addColumn<PrintQuality>("quality");
    const PrintSize feet {304.8, 304.8};
    QTest::newRow("exactly good") << Size {2400, 2400} << feet << 200.0 << PrintQuality::Good;
    QTest::newRow("a pixel short") << Size {2399, 2399} << feet << 199.9167 << PrintQuality::Soft;
    QTest::newRow("exactly enough") << Size {1440, 1440} << feet << 120.0 << PrintQuality::Soft;
    QTest::newRow("too small") << Size {1439, 1439} << feet << 119.9167 << PrintQuality::TooSmall;
    QTest::newRow("plenty") << Size {6000, 4000} << PrintSize {100, 150} << 1524.0
                            << PrintQuality::Good;
    QTest::newRow("height decides")
        << Size {600, 6000} << PrintSize {300, 400} << 381.0 << PrintQuality::Good;
}

void tst_PrintCheck::judgesTheOrderedSize()
{
    QFETCH(Size, pixels);
    QFETCH(PrintSize, ordered);
    QFETCH(double, dpi);
    const auto verdict = core::judgePrint(pixels, ordered, {}, PrintSubject::Animal);
    QVERIFY(qAbs(verdict.dpi - dpi) < 0.001);
    QTEST(verdict.quality, "quality");
    QCOMPARE(verdict.subject, PrintSubject::Animal);
}

void tst_PrintCheck::thePictureIsFittedInsideTheOrder()
{
    const auto verdict = core::judgePrint({3000, 1000}, {300, 300}, {}, PrintSubject::WholeFrame);
    QCOMPARE(verdict.printed.widthMm, 300.0);
    QCOMPARE(verdict.printed.heightMm, 100.0);
    QCOMPARE(verdict.dpi, 254.0);
}

void tst_PrintCheck::theLargestGoodPrintKeepsTheAspect()
{
    const auto verdict =
        core::judgePrint({3000, 1500}, {900, 900}, {.goodDpi = 150}, PrintSubject::Animal);
    QCOMPARE(verdict.quality, PrintQuality::TooSmall);
    QCOMPARE(verdict.largestGood.widthMm, 508.0);
    QCOMPARE(verdict.largestGood.heightMm, 254.0);
}

void tst_PrintCheck::nothingToPrintIsTooSmall_data()
{
    QTest::addColumn<Size>("pixels");
    QTest::addColumn<PrintSize>("ordered");
    QTest::newRow("no pixels") << Size {0, 0} << PrintSize {300, 400};
    QTest::newRow("no paper") << Size {6000, 4000} << PrintSize {0, 400};
    QTest::newRow("negative paper") << Size {6000, 4000} << PrintSize {300, -400};
}

void tst_PrintCheck::nothingToPrintIsTooSmall()
{
    QFETCH(Size, pixels);
    QFETCH(PrintSize, ordered);
    const auto verdict = core::judgePrint(pixels, ordered, {}, PrintSubject::WholeFrame);
    QCOMPARE(verdict.quality, PrintQuality::TooSmall);
    QCOMPARE(verdict.dpi, 0.0);
}

QTEST_GUILESS_MAIN(tst_PrintCheck)
#include "tst_print_check.moc"
