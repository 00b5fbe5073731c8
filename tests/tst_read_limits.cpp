#include "core/files/photo.h"
#include "core/files/read_limits.h"
#include "tests/photo_files.h"
#include "tests/support/photo_folder.h"

#include <QtTest/QtTest>

#include <climits>

namespace fs = std::filesystem;
using core::Error;
using core::ReadLimits;
using core::Size;

class tst_ReadLimits : public QObject, protected PhotoFolder
{
    Q_OBJECT

private Q_SLOTS:
    void readsEachWord();
    void refusesOtherText_data();
    void refusesOtherText();
    void weighsAClaim_data();
    void weighsAClaim();
    void holdsForEveryReader_data();
    void holdsForEveryReader();
    void cutsALongProfile();

private:
    cv::Mat m_photo = files::quarters(64, 48);
};

void tst_ReadLimits::readsEachWord()
{
    const auto limits = core::parsedReadLimits(
        " pixels=400M,side=40000 profile=4M exif=32K  chunk=1G tiles=7 expansion=99 memory=2G ");
    QVERIFY(limits);
    QVERIFY(*limits
        == (ReadLimits {.mostPixels = 400'000'000,
            .mostSidePx = 40000,
            .mostProfileBytes = 4'000'000,
            .mostExifBytes = 32'000,
            .mostChunkBytes = 1'000'000'000,
            .mostTiles = 7,
            .mostExpansion = 99,
            .mostMemoryBytes = 2'000'000'000}));
    QVERIFY(core::parsedReadLimits("") == ReadLimits {});
}

void tst_ReadLimits::refusesOtherText_data()
{
    QTest::addColumn<QByteArray>("text");
    for (const char *text : {"pixels", "pixels=", "pixels=0", "pixels=-1", "pixels=1T", "pixels=1MM",
             "size=1", "=1", "pixels=9223372036854775808", "pixels=9223372036854775807K",
             "side=3G", "tiles=2147483648", "pixels=0x10", "pixels=1e6", "pixels= 5"})
        QTest::newRow(text) << QByteArray(text);
}

void tst_ReadLimits::refusesOtherText()
{
    QFETCH(QByteArray, text);
    QVERIFY(!core::parsedReadLimits(text.toStdString()));
}

void tst_ReadLimits::weighsAClaim_data()
{
    QTest::addColumn<Size>("size");
    QTest::addColumn<quint64>("fileBytes");
    QTest::addColumn<int>("code"); // -1: none
    constexpr int none = -1;
    const int large = int(Error::Code::ImageTooLarge);
    const int damaged = int(Error::Code::FileDamaged);
    QTest::newRow("a photo") << Size {6000, 4000} << quint64 {8'000'000} << none;
    QTest::newRow("small, of next to nothing") << Size {4000, 3000} << quint64 {60} << none;
    QTest::newRow("24 MP in 60 bytes") << Size {6000, 4000} << quint64 {60} << damaged;
    QTest::newRow("24 MP in 18 KB") << Size {6000, 4000} << quint64 {18'000} << none;
    QTest::newRow("a longest side") << Size {65535, 1000} << quint64 {8'000'000} << none;
    QTest::newRow("a side too long") << Size {65536, 1000} << quint64 {8'000'000} << large;
    QTest::newRow("too high") << Size {16, 65536} << quint64 {8'000'000} << large;
    QTest::newRow("too many pixels") << Size {40000, 40000} << quint64 {900'000'000} << large;
    QTest::newRow("all of both ints") << Size {INT_MAX, INT_MAX} << quint64 {60} << large;
}

void tst_ReadLimits::weighsAClaim()
{
    QFETCH(Size, size);
    QFETCH(quint64, fileBytes);
    QFETCH(int, code);
    const auto checked = core::checkClaim(size, 3, fileBytes, {});
    QCOMPARE(checked ? -1 : int(checked.error().code), code);
    // Without limits of pixels nothing overflows either.
    const ReadLimits none {.mostPixels = LLONG_MAX, .mostSidePx = INT_MAX};
    QVERIFY(!core::checkClaim({INT_MAX, INT_MAX}, 8, fileBytes, none));
}

void tst_ReadLimits::holdsForEveryReader_data()
{
    QTest::addColumn<fs::path>("path");
    QTest::newRow("JPEG") << written("a.jpg", files::jpeg(m_photo));
    QTest::newRow("PNG") << written("a.png", files::png(m_photo));
    QTest::newRow("WebP") << written("a.webp", files::webp(m_photo));
    const fs::path folder(m_folder.path().toStdString());
    files::writeTiff(folder / "a.tif", m_photo);
    QTest::newRow("TIFF") << folder / "a.tif";
    for (const auto kind : {files::HeifKind::Heic, files::HeifKind::Avif}) {
        if (!files::canWriteHeif(kind))
            continue;
        const bool isHeic = kind == files::HeifKind::Heic;
        const auto path = folder / (isHeic ? "a.heic" : "a.avif");
        files::writeHeif(path, m_photo, kind);
        QTest::newRow(isHeic ? "HEIC" : "AVIF") << path;
    }
}

void tst_ReadLimits::holdsForEveryReader()
{
    QFETCH(fs::path, path);
    const auto codeUnder = [&](const ReadLimits &limits) {
        const auto photo = core::readPhoto(path, {.limits = limits});
        return photo ? Error::Code::Unexpected : photo.error().code;
    };
    QVERIFY(core::readPhoto(path));
    QCOMPARE(codeUnder({.mostPixels = 64 * 48 - 1}), Error::Code::ImageTooLarge);
    QCOMPARE(codeUnder({.mostSidePx = 63}), Error::Code::ImageTooLarge);
    // HEIC holds 64 x 64 and a crop: coded sides are multiples of its blocks.
    QVERIFY(core::readPhoto(path, {.limits = {.mostPixels = 64 * 64, .mostSidePx = 64}}));
}

void tst_ReadLimits::cutsALongProfile()
{
    const auto icc = files::displayP3();
    const auto path = written("p3.png", files::png(m_photo, {.icc = icc}));
    QVERIFY(!contains(core::readPhoto(path)->notes, core::PhotoNote::ProfileIgnored));
    const auto cut = core::readPhoto(path, {.limits = {.mostProfileBytes = icc.size() - 1}});
    QVERIFY(contains(cut->notes, core::PhotoNote::ProfileIgnored));
}

QTEST_GUILESS_MAIN(tst_ReadLimits)
#include "tst_read_limits.moc"
