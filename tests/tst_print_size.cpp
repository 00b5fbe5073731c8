#include "core/print/print_size.h"

#include <QTest>

using core::PrintSize;
using core::Size;

class tst_PrintSize : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void readsWhatPeopleWrite_data();
    void readsWhatPeopleWrite();
    void refusesWhatIsNoSize_data();
    void refusesWhatIsNoSize();
    void namesAreShort_data();
    void namesAreShort();
    void pixelsAreRounded_data();
    void pixelsAreRounded();
};

void tst_PrintSize::readsWhatPeopleWrite_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<PrintSize>("expected");
    const PrintSize portrait {300, 400};
    for (const char *text : {"30x40cm", "300 x 400 mm", "30X40 CM", "30*40cm", " 30 cm x 40 cm ",
             "30,0x40,0cm", "30\u00D740cm", "30cm x 400mm"})
        QTest::newRow(text) << QByteArray(text) << portrait;
    QTest::newRow("12x16in") << QByteArray("12x16in") << PrintSize {304.8, 406.4};
    for (const char *text :
        {"8.5x11\"", "8.5 x 11 inch", "8.5x11inches", "8.5\"x11\"", "8.5x11\u2033"})
        QTest::newRow(text) << QByteArray(text) << PrintSize {215.9, 279.4};
    QTest::newRow("smallest") << QByteArray("1x1mm") << PrintSize {1, 1};
    QTest::newRow("largest") << QByteArray("500x500cm") << PrintSize {5000, 5000};
}

void tst_PrintSize::readsWhatPeopleWrite()
{
    QFETCH(QByteArray, text);
    QFETCH(PrintSize, expected);
    const auto size = core::parsedPrintSize(text.toStdString());
    QVERIFY(size);
    QCOMPARE(size->widthMm, expected.widthMm);
    QCOMPARE(size->heightMm, expected.heightMm);
}

void tst_PrintSize::refusesWhatIsNoSize_data()
{
    QTest::addColumn<QByteArray>("text");
    for (const char *text : {"", "A4", "30x40", "30cm", "x40cm", "30xcm", "30x40cm2", "-30x40cm",
             "30x40km", "0x40cm", "0.9x1mm", "500.1x10cm", "1e3x1e3mm", "30x40cm x", "1.2.3x4cm",
             ".x.cm", "infxinfcm", "nanx1cm", "99999999999999999999999x1cm"})
        QTest::addRow("'%s'", text) << QByteArray(text);
}

void tst_PrintSize::refusesWhatIsNoSize()
{
    QFETCH(QByteArray, text);
    QVERIFY(!core::parsedPrintSize(text.toStdString()));
}

void tst_PrintSize::namesAreShort_data()
{
    QTest::addColumn<PrintSize>("size");
    QTest::addColumn<std::string>("expected");
    QTest::newRow("whole centimetres") << PrintSize {300, 400} << std::string("30x40cm");
    QTest::newRow("inches") << PrintSize {304.8, 406.4} << std::string("305x406mm");
    QTest::newRow("one side in millimetres") << PrintSize {300, 405} << std::string("300x405mm");
}

void tst_PrintSize::namesAreShort()
{
    QFETCH(PrintSize, size);
    QTEST(core::nameOf(size), "expected");
}

void tst_PrintSize::pixelsAreRounded_data()
{
    QTest::addColumn<PrintSize>("size");
    QTest::addColumn<double>("dotsPerInch");
    QTest::addColumn<Size>("expected");
    QTest::newRow("30x40cm at 300") << PrintSize {300, 400} << 300.0 << Size {3543, 4724};
    QTest::newRow("12x16in at 300") << PrintSize {304.8, 406.4} << 300.0 << Size {3600, 4800};
    QTest::newRow("at least a pixel") << PrintSize {1, 1} << 1.0 << Size {1, 1};
    QTest::newRow("beyond int") << PrintSize {5000, 5000} << 1e300 << Size {1000000000, 1000000000};
}

void tst_PrintSize::pixelsAreRounded()
{
    QFETCH(PrintSize, size);
    QFETCH(double, dotsPerInch);
    QTEST(core::pixelsOf(size, dotsPerInch), "expected");
}

QTEST_GUILESS_MAIN(tst_PrintSize)
#include "tst_print_size.moc"
