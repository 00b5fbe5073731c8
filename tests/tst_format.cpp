#include "core/files/format.h"

#include <QtTest/QtTest>

class tst_Format : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void contentDecides_data();
    void contentDecides();
    void knowsOtherPictures_data();
    void knowsOtherPictures();
};

void tst_Format::contentDecides_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("name");
    const auto text = [](const char *letters) { return QString::fromLatin1(letters); };
    QTest::newRow("JPEG") << QByteArray("\xFF\xD8\xFF\xE0") << text("JPEG");
    QTest::newRow("PNG") << QByteArray("\x89PNG\r\n\x1A\n") << text("PNG");
    QTest::newRow("WebP") << QByteArray("RIFF\x10\x00\x00\x00WEBPVP8 ", 16) << text("WebP");
    QTest::newRow("RIFF, but sound") << QByteArray("RIFF\x10\x00\x00\x00WAVEfmt ", 16) << text("");
    QTest::newRow("HEIC") << QByteArray("\0\0\0\x18"
                                        "ftypheic\0\0\0\0mif1heic",
        24) << text("HEIC");
    QTest::newRow("HEIC, general brand first") << QByteArray("\0\0\0\x18"
                                                             "ftypmif1\0\0\0\0mif1heic",
        24) << text("HEIC");
    QTest::newRow("AVIF") << QByteArray("\0\0\0\x18"
                                        "ftypavif\0\0\0\0mif1avif",
        24) << text("AVIF");
    QTest::newRow("AVIF, general brand first") << QByteArray("\0\0\0\x18"
                                                             "ftypmif1\0\0\0\0mif1avif",
        24) << text("AVIF");
    QTest::newRow("a film") << QByteArray("\0\0\0\x18"
                                          "ftypisom\0\0\0\0isommp42",
        24) << text("");
    QTest::newRow("TIFF, little-endian") << QByteArray("II*\0\x08\0\0\0", 8) << text("TIFF");
    QTest::newRow("TIFF, big-endian") << QByteArray("MM\0*\0\0\0\x08", 8) << text("TIFF");
    QTest::newRow("text") << QByteArray("Dear customer, here is my cat") << text("");
    QTest::newRow("two bytes") << QByteArray("\xFF\xD8") << text("");
    QTest::newRow("nothing") << QByteArray() << text("");
}

void tst_Format::contentDecides()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QString, name);
    const auto *first = reinterpret_cast<const std::uint8_t *>(bytes.constData());
    const auto format = core::formatOf({first, static_cast<std::size_t>(bytes.size())});
    QCOMPARE(format ? QString::fromStdString(core::nameOf(*format)) : QString(), name);
}

void tst_Format::knowsOtherPictures_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<bool>("isOther");
    QTest::newRow("GIF") << QByteArray("GIF89a\x10\0\x10\0", 10) << true;
    QTest::newRow("BMP") << QByteArray("BM\x46\0\0\0\0\0\0\0\x36\0\0\0", 14) << true;
    QTest::newRow("Photoshop") << QByteArray("8BPS\0\x01", 6) << true;
    QTest::newRow("JPEG 2000") << QByteArray("\0\0\0\x0CjP  \r\n\x87\n", 12) << true;
    QTest::newRow("JPEG XL") << QByteArray("\0\0\0\x0CJXL \r\n\x87\n", 12) << true;
    QTest::newRow("JPEG XL, without boxes") << QByteArray("\xFF\x0A\xFA\x1F") << true;
    QTest::newRow("a letter about BMWs") << QByteArray("BMW drivers love dogs") << false;
    QTest::newRow("JPEG") << QByteArray("\xFF\xD8\xFF\xE0") << false;
    QTest::newRow("nothing") << QByteArray() << false;
}

void tst_Format::knowsOtherPictures()
{
    QFETCH(QByteArray, bytes);
    const auto *first = reinterpret_cast<const std::uint8_t *>(bytes.constData());
    QTEST(core::isOtherPicture({first, static_cast<std::size_t>(bytes.size())}), "isOther");
}

QTEST_GUILESS_MAIN(tst_Format)
#include "tst_format.moc"
