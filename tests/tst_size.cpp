#include "core/image/size.h"

#include <QTest>

using core::Size;

class tst_Size : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void fittedKeepsTheAspect_data();
    void fittedKeepsTheAspect();
    void areaDoesNotOverflow();
};

void tst_Size::fittedKeepsTheAspect_data()
{
    QTest::addColumn<Size>("image");
    QTest::addColumn<Size>("limit");
    QTest::addColumn<Size>("expected");
    QTest::newRow("wide: width decides") << Size {400, 100} << Size {200, 200} << Size {200, 50};
    QTest::newRow("tall: height decides") << Size {100, 400} << Size {200, 200} << Size {50, 200};
    QTest::newRow("small: never enlarged") << Size {10, 10} << Size {200, 200} << Size {10, 10};
    QTest::newRow("thin: at least one pixel") << Size {1, 20000} << Size {64, 64} << Size {1, 64};
    QTest::newRow("same size") << Size {64, 64} << Size {64, 64} << Size {64, 64};
    QTest::newRow("rounding stays inside")
        << Size {999, 1000} << Size {500, 500} << Size {500, 500};
}

void tst_Size::fittedKeepsTheAspect()
{
    QFETCH(Size, image);
    QFETCH(Size, limit);
    QTEST(core::fitted(image, limit), "expected");
}

void tst_Size::areaDoesNotOverflow()
{
    QCOMPARE(
        core::areaOf({2'000'000'000, 2'000'000'000}), std::int64_t {4'000'000'000'000'000'000});
    QCOMPARE(core::megapixels({6000, 4000}), 24.0);
}

QTEST_GUILESS_MAIN(tst_Size)
#include "tst_size.moc"
