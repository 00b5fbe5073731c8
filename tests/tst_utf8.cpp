#include "core/files/utf8.h"

#include <QByteArray>
#include <QTest>

class tst_Utf8 : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void replacesWhatIsNoCharacter_data();
    void replacesWhatIsNoCharacter();
};

void tst_Utf8::replacesWhatIsNoCharacter_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArray>("expected");
    const QByteArray mark = "\xEF\xBF\xBD";
    QTest::newRow("empty") << QByteArray() << QByteArray();
    QTest::newRow("ASCII") << QByteArray("rex.jpg") << QByteArray("rex.jpg");
    for (const char *text : {"M\u00FCsli", "\u732B", "\U0001F43E"})
        QTest::newRow(text) << QByteArray(text) << QByteArray(text);
    QTest::newRow("Latin-1") << QByteArray("M\xFCsli") << "M" + mark + "sli";
    QTest::newRow("cut short") << QByteArray("a\xE7\x8C") << "a" + mark + mark;
    QTest::newRow("a tail without a head") << QByteArray("\x80z") << mark + "z";
    QTest::newRow("overlong slash") << QByteArray("\xC0\xAF") << mark + mark;
    QTest::newRow("overlong, three bytes") << QByteArray("\xE0\x80\xAF") << mark + mark + mark;
    QTest::newRow("surrogate") << QByteArray("\xED\xA0\x80") << mark + mark + mark;
    QTest::newRow("beyond Unicode") << QByteArray("\xF4\x90\x80\x80") << mark + mark + mark + mark;
}

void tst_Utf8::replacesWhatIsNoCharacter()
{
    QFETCH(const QByteArray, bytes);
    const std::string text = core::validUtf8(bytes.toStdString());
    QTEST(QByteArray::fromStdString(text), "expected");
    QCOMPARE(core::validUtf8(text), text);
}

QTEST_GUILESS_MAIN(tst_Utf8)
#include "tst_utf8.moc"
