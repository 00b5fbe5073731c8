#include "core/files/photo.h"
#include "tests/photo_files.h"
#include "tests/support/heif_grid.h"
#include "tests/support/photo_folder.h"

#include <opencv2/core.hpp>

#include <QtTest/QtTest>

#include <fstream>
#include <optional>

namespace fs = std::filesystem;
using core::Error;
using core::Size;
using files::Bytes;
using files::HeifKind;
using files::box;
using files::cutOut;
using files::joined;
using files::letters;
using files::number;
using files::patched;
using files::placeOf;

/// probe() of HEIC and AVIF, which reads the boxes itself; readPhoto() lets libheif read them.
class tst_HeifHeader : public QObject, protected PhotoFolder
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void agreesWithThePixels_data();
    void agreesWithThePixels();
    void tellsTheSizeOfAGrid();
    void namesCameraAndProfile();
    void convertsDisplayP3SaidByNumbers_data();
    void convertsDisplayP3SaidByNumbers();
    void seesThatItBeginsAsAFilm();
    void findsTheHeaderBehindThePixels();
    void readsLittleOfALargeFile_data();
    void readsLittleOfALargeFile();
    void saysThatAHeaderIsCutShort();
    void survivesLyingSizes_data();
    void survivesLyingSizes();
    void ignoresLyingCounts_data();
    void ignoresLyingCounts();
    void refusesOtherCodecs();
    void refusesFilmsWithoutAPicture();
    void refusesEndlessBoxes();

private:
    cv::Mat m_photo = files::quarters(64, 48);
    Bytes m_heic; ///< with Exif and a profile
};

/// Bytes this program read so far, of all files. None where the system does not count.
static std::optional<std::int64_t> bytesRead()
{
    std::ifstream counts("/proc/self/io");
    std::string name;
    std::int64_t count = 0;
    if (counts >> name >> count && name == "rchar:")
        return count;
    return std::nullopt;
}

void tst_HeifHeader::initTestCase()
{
    if (!files::canWriteHeif(HeifKind::Heic))
        QSKIP("libheif has no encoder for HEIC here");
    files::writeHeif(file("whole.heic"), m_photo, HeifKind::Heic,
        {.exif = files::exifBlock(6, "Apple", "iPhone 14"), .icc = files::displayP3()});
    m_heic = files::read(file("whole.heic"));
}

void tst_HeifHeader::agreesWithThePixels_data()
{
    QTest::addColumn<HeifKind>("kind");
    QTest::addColumn<cv::Mat>("pixels");
    QTest::addColumn<int>("orientation");
    for (int orientation = 1; orientation <= 8; ++orientation) {
        const auto row = [&](const char *name, HeifKind kind, const cv::Mat &pixels) {
            QTest::addRow("%s, %d", name, orientation) << kind << pixels << orientation;
        };
        const cv::Mat odd = files::quarters(67, 41);
        row("HEIC", HeifKind::Heic, m_photo);
        row("HEIC, odd sides", HeifKind::Heic, odd);
        row("AVIF", HeifKind::Avif, m_photo);
        row("AVIF, odd sides", HeifKind::Avif, odd);
        row("HEIC, alpha", HeifKind::Heic, files::as(m_photo, CV_8UC4));
        row("AVIF, alpha", HeifKind::Avif, files::as(m_photo, CV_8UC4));
    }
}

void tst_HeifHeader::agreesWithThePixels()
{
    QFETCH(HeifKind, kind);
    QFETCH(cv::Mat, pixels);
    QFETCH(int, orientation);
    if (!files::canWriteHeif(kind))
        QSKIP("libheif has no encoder for this kind here");
    files::writeHeif(file("a.heic"), pixels, kind, {.orientation = orientation});
    const auto header = core::probe(file("a.heic"));
    QVERIFY2(header, header ? "" : header.error().detail.c_str());
    const Size stored {pixels.cols, pixels.rows};
    QCOMPARE(header->size, (orientation < 5 ? stored : Size {stored.height, stored.width}));
    QCOMPARE(header->channels, pixels.channels());
    QCOMPARE(header->bitsPerChannel, 8);
    QCOMPARE(header->orientation, 1);
    const auto photo = core::readPhoto(file("a.heic"));
    QVERIFY2(photo, photo ? "" : photo.error().detail.c_str());
    QCOMPARE(photo->image.size(), header->size);
    QVERIFY(photo->header == *header);
}

void tst_HeifHeader::tellsTheSizeOfAGrid()
{
    files::writeHeif(file("tile.heic"), m_photo, HeifKind::Heic);
    const auto tile = files::read(file("tile.heic")); // coded as 64 x 64
    const auto path = written("grid.heic", files::gridOf({tile, tile}, {.turns = {box("irot", {1})}}));
    const auto header = core::probe(path);
    QVERIFY2(header, header ? "" : header.error().detail.c_str());
    QCOMPARE(header->size, (Size {48, 128}));
    QCOMPARE(header->bitsPerChannel, 8);
    const auto photo = core::readPhoto(path);
    QVERIFY2(photo, photo ? "" : photo.error().detail.c_str());
    QCOMPARE(photo->image.size(), header->size);
}

void tst_HeifHeader::namesCameraAndProfile()
{
    const auto header = core::probe(file("whole.heic"));
    QVERIFY(header);
    QCOMPARE(header->camera, std::string("Apple iPhone 14"));
    QCOMPARE(header->profileName, std::string("Display P3"));
    QCOMPARE(header->size, (Size {64, 48})); // Exif's orientation 6 is none of HEIC
}

void tst_HeifHeader::convertsDisplayP3SaidByNumbers_data()
{
    QTest::addColumn<HeifKind>("kind");
    QTest::addColumn<int>("primaries");
    QTest::addColumn<int>("green"); // of (234, 51, 35) as sRGB: P3's numbers for sRGB's red
    QTest::newRow("HEIC, P3") << HeifKind::Heic << 12 << 0;
    QTest::newRow("HEIC, sRGB") << HeifKind::Heic << 1 << 51;
    QTest::newRow("AVIF, P3") << HeifKind::Avif << 12 << 0;
    QTest::newRow("AVIF, sRGB") << HeifKind::Avif << 1 << 51;
}

void tst_HeifHeader::convertsDisplayP3SaidByNumbers()
{
    QFETCH(HeifKind, kind);
    QFETCH(int, primaries);
    QFETCH(int, green);
    if (!files::canWriteHeif(kind))
        QSKIP("libheif has no encoder for this kind here");
    const cv::Mat red(48, 64, CV_8UC3, cv::Scalar(234, 51, 35));
    files::writeHeif(file("p3.heic"), red, kind, {.primaries = primaries});
    const auto photo = core::readPhoto(file("p3.heic"));
    QVERIFY2(photo, photo ? "" : photo.error().detail.c_str());
    QCOMPARE(photo->header.profileName, std::string(primaries == 12 ? "Display P3" : ""));
    QVERIFY(!contains(photo->notes, core::PhotoNote::ProfileIgnored));
    const auto middle = photo->image.pixels.at<cv::Vec3b>(24, 32);
    QVERIFY2(std::abs(middle[1] - green) <= 12, std::to_string(middle[1]).c_str()); // lossy
}

void tst_HeifHeader::seesThatItBeginsAsAFilm()
{
    QVERIFY(!core::probe(file("whole.heic"))->isAnimated);
    const auto header = core::probe(written("film.heic", patched(m_heic, 8, letters("msf1"))));
    QVERIFY(header);
    QVERIFY(header->isAnimated);
    QCOMPARE(header->size, (Size {64, 48}));
}

void tst_HeifHeader::findsTheHeaderBehindThePixels()
{
    const auto meta = cutOut(m_heic, "meta");
    const auto path = written("late.heic",
        joined({cutOut(m_heic, "ftyp"), box("free", Bytes(meta.size() - 8, 0)),
            cutOut(m_heic, "mdat"), meta}));
    const auto header = core::probe(path);
    QVERIFY(header);
    QCOMPARE(header->camera, std::string("Apple iPhone 14"));
    const auto photo = core::readPhoto(path);
    QVERIFY(photo);
    QCOMPARE(photo->image.size(), header->size);
}

void tst_HeifHeader::readsLittleOfALargeFile_data()
{
    QTest::addColumn<Bytes>("bytes");
    QTest::addColumn<std::uint64_t>("size");
    constexpr std::uint64_t huge = 2'000'000'000;
    const auto head = [](const char *kind) { return joined({number(huge, 4), letters(kind)}); };
    const auto front = cutOut(m_heic, "ftyp");
    const auto meta = cutOut(m_heic, "meta");
    Bytes junk(20 << 20);
    for (std::size_t i = 0; i < junk.size(); ++i)
        junk[i] = static_cast<std::uint8_t>(i * 7 + i / 251);
    const auto behind = joined({m_heic, box("mdat", junk), box("free", {1, 2, 3})});
    QTest::newRow("20 MB of junk behind") << behind << std::uint64_t {behind.size()};
    QTest::newRow("2 GB behind") << joined({m_heic, head("mdat")}) << m_heic.size() + huge;
    QTest::newRow("2 GB of pixels, cut short")
        << joined({front, meta, head("mdat")}) << front.size() + meta.size() + huge / 2;
    QTest::newRow("the last box without a length")
        << joined({front, meta, number(0, 4), letters("mdat")}) << huge;
}

void tst_HeifHeader::readsLittleOfALargeFile()
{
    QFETCH(Bytes, bytes);
    QFETCH(std::uint64_t, size);
    const auto path = written("large.heic", bytes);
    fs::resize_file(path, size); // a hole, which takes no place on the disk
    const auto before = bytesRead();
    const auto header = core::probe(path);
    const auto after = bytesRead();
    fs::remove(path);
    QVERIFY2(header, header ? "" : header.error().detail.c_str());
    QCOMPARE(header->size, (Size {64, 48}));
    if (!before || !after)
        QSKIP("this system does not count what a program reads");
    QVERIFY2(*after - *before < 64 << 10, std::to_string(*after - *before).c_str());
}

void tst_HeifHeader::saysThatAHeaderIsCutShort()
{
    const auto metaEnd = placeOf(m_heic, "meta") - 4 + cutOut(m_heic, "meta").size();
    QVERIFY(metaEnd < m_heic.size());
    const auto path = written("cut.heic", m_heic);
    for (auto count = m_heic.size() - 1; count >= 12; --count) {
        fs::resize_file(path, count);
        const auto header = core::probe(path);
        QCOMPARE(header.has_value(), count >= metaEnd);
        if (!header)
            QCOMPARE(header.error().code, Error::Code::FileDamaged);
    }
}

void tst_HeifHeader::survivesLyingSizes_data()
{
    QTest::addColumn<QString>("kind");
    for (const auto *kind : {"ftyp", "meta", "hdlr", "pitm", "iloc", "iinf", "infe", "iref", "cdsc",
             "iprp", "ipco", "hvcC", "ispe", "colr", "ipma", "mdat"})
        QTest::newRow(kind) << QString::fromLatin1(kind);
}

void tst_HeifHeader::survivesLyingSizes()
{
    QFETCH(QString, kind);
    const auto at = placeOf(m_heic, kind.toStdString());
    QVERIFY(at != std::string_view::npos);
    for (const std::uint32_t size : {0U, 1U, 2U, 7U, 8U, 9U, 12U, 16U, 255U, 65535U, 0x7FFFFFFFU,
             0x80000000U, 0xFFFFFFF8U, 0xFFFFFFFFU}) {
        const auto path = written("lie.heic", patched(m_heic, at - 4, number(size, 4)));
        const auto header = core::probe(path);
        if (header)
            QVERIFY(header->size == Size(64, 48));
        else
            QVERIFY(header.error().code == Error::Code::FileDamaged
                || header.error().code == Error::Code::FormatUnsupported);
        const auto photo = core::readPhoto(path);
        if (photo)
            QCOMPARE(photo->image.size(), header->size);
    }
}

void tst_HeifHeader::ignoresLyingCounts_data()
{
    QTest::addColumn<std::size_t>("at");
    QTest::addColumn<Bytes>("count");
    const auto row = [this](const char *kind, std::size_t behind, int bytes) {
        const auto at = placeOf(m_heic, kind) + behind;
        QTest::addRow("%s: many", kind) << at << Bytes(static_cast<std::size_t>(bytes), 0xFF);
        QTest::addRow("%s: none", kind) << at << Bytes(static_cast<std::size_t>(bytes), 0);
    };
    row("iinf", 8, 2);
    row("ipma", 8, 4);
    row("cdsc", 6, 2);
}

void tst_HeifHeader::ignoresLyingCounts()
{
    QFETCH(std::size_t, at);
    QFETCH(Bytes, count);
    const auto header = core::probe(written("counts.heic", patched(m_heic, at, count)));
    QVERIFY(header);
    QCOMPARE(header->size, (Size {64, 48}));
    QCOMPARE(header->camera, std::string("Apple iPhone 14"));
}

void tst_HeifHeader::refusesOtherCodecs()
{
    const auto path =
        written("j2k.heic", patched(m_heic, placeOf(m_heic, "hvc1"), letters("j2k1")));
    const auto header = core::probe(path);
    QVERIFY(!header);
    QCOMPARE(header.error().code, Error::Code::FormatUnsupported);
}

void tst_HeifHeader::refusesFilmsWithoutAPicture()
{
    const auto bytes = joined({cutOut(m_heic, "ftyp"), box("moov", Bytes(100, 0))});
    const auto header = core::probe(written("film.heic", bytes));
    QVERIFY(!header);
    QCOMPARE(header.error().code, Error::Code::FormatUnsupported);
}

void tst_HeifHeader::refusesEndlessBoxes()
{
    Bytes bytes = cutOut(m_heic, "ftyp");
    for (int i = 0; i < 5000; ++i)
        bytes = joined({std::move(bytes), box("free", {})});
    const auto boxes = core::probe(written("boxes.heic", bytes));
    QCOMPARE(boxes.error().code, Error::Code::FileDamaged);
    const auto large = joined({cutOut(m_heic, "ftyp"),
        box("meta", joined({{0, 0, 0, 0}, box("iinf", Bytes(5 << 20, 0))}))});
    QCOMPARE(core::probe(written("meta.heic", large)).error().code, Error::Code::FormatUnsupported);
}

QTEST_GUILESS_MAIN(tst_HeifHeader)
#include "tst_heif_header.moc"
