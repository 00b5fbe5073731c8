#include "core/files/photo.h"
#include "tests/photo_files.h"
#include "tests/support/photo_folder.h"

#include <opencv2/core.hpp>

#include <QtTest/QtTest>

#include <chrono>
#include <fstream>
#include <stop_token>

namespace fs = std::filesystem;
using core::Error;
using core::Size;
using Code = core::Error::Code;

class tst_Photo : public QObject, protected PhotoFolder
{
    Q_OBJECT

private Q_SLOTS:
    void readsEveryKind_data();
    void readsEveryKind();
    void turnsPixelsUpright_data();
    void turnsPixelsUpright();
    void turnsHeifOnceOnly_data();
    void turnsHeifOnceOnly();
    void keepsTransparency_data();
    void keepsTransparency();
    void readsPalettes_data();
    void readsPalettes();
    void refusesColoursThatAPaletteLacks();
    void readsTheFirstPictureOfAnAnimation();
    void convertsColoursToSrgb_data();
    void convertsColoursToSrgb();
    void readsInks();
    void saysThatAProfileIsOfNoUse();
    void refusesDamagedFiles_data();
    void refusesDamagedFiles();
    void forgivesAFewBytesOfPadding();
    void refusesSizesBeforeDecoding_data();
    void refusesSizesBeforeDecoding();
    void scalesJpegWhileDecoding_data();
    void scalesJpegWhileDecoding();
    void resamplesToExactlyTheSizeAsked();
    void noticesAnotherFileThanTheOneChecked();
    void noticesAChangeWhileReading();
    void noticesThatAFileVanishes();
    void stopsWhenAsked_data();
    void stopsWhenAsked();
    void readsUnderAWrongName();
    void failsOnFilesThatAreNone();

private:
    fs::path writtenTiff(const std::string &name, const cv::Mat &pixels,
        const files::TiffOptions &options = {}) const
    {
        files::writeTiff(file(name), pixels, options);
        return file(name);
    }
    cv::Mat m_photo = files::quarters(64, 48);
};

/// The middles of the four quarters as letters, in reading order: "RGBW" for files::quarters().
static QString lettersOf(const cv::Mat &pixels)
{
    QString letters;
    for (int quarter = 0; quarter < 4; ++quarter) {
        const int x = pixels.cols / 4 + quarter % 2 * pixels.cols / 2;
        const int y = pixels.rows / 4 + quarter / 2 * pixels.rows / 2;
        const auto *pixel = pixels.ptr(y, x);
        int bits = 0;
        for (int channel = 0; channel < 3; ++channel) {
            const bool isDark = pixel[channel] < 12;
            if (!isDark && pixel[channel] < 243)
                bits += 8; // neither on nor off
            bits += isDark ? 0 : 1 << channel;
        }
        letters += bits < 8 ? QLatin1Char("KRGYBMCW"[bits]) : QLatin1Char('?');
    }
    return letters;
}

static Code codeOf(const core::Result<core::Photo> &photo)
{
    return photo ? Code::Unexpected : photo.error().code;
}

void tst_Photo::readsEveryKind_data()
{
    using files::as;
    using files::JpegOptions;
    using files::PngOptions;
    using files::TiffOptions;
    QTest::addColumn<fs::path>("path");
    QTest::addColumn<QString>("letters");
    const auto row = [](const char *name, const fs::path &path, const char *letters = "RGBW") {
        QTest::newRow(name) << path << QString::fromLatin1(letters);
    };
    row("JPEG", written("a.jpg", files::jpeg(m_photo)));
    row("JPEG, progressive",
        written("b.jpg", files::jpeg(m_photo, {.order = JpegOptions::Order::Progressive})));
    row("JPEG, grey", written("c.jpg", files::jpeg(as(m_photo, CV_8UC1))), "WKKW");
    row("PNG", written("a.png", files::png(m_photo)));
    row("PNG, interlaced",
        written("b.png", files::png(m_photo, {.rows = PngOptions::Rows::Interlaced})));
    row("PNG, 16 bit", written("c.png", files::png(as(m_photo, CV_16UC3))));
    row("PNG, 16 bit, interlaced, with a profile",
        written("d.png",
            files::png(as(m_photo, CV_16UC3),
                {.rows = PngOptions::Rows::Interlaced, .icc = files::displayP3()})),
        "RGBW");
    row("PNG, grey", written("e.png", files::png(as(m_photo, CV_8UC1))), "WKKW");
    row("PNG, grey, 16 bit", written("f.png", files::png(as(m_photo, CV_16UC1))), "WKKW");
    row("WebP", written("a.webp", files::webp(m_photo)));
    row("TIFF, strips", writtenTiff("a.tif", m_photo));
    row("TIFF, tiles", writtenTiff("b.tif", m_photo, {.blocks = TiffOptions::Blocks::Tiles}));
    row("TIFF, planes apart",
        writtenTiff("c.tif", m_photo, {.planes = TiffOptions::Planes::Apart}));
    row("TIFF, tiles, planes apart, 16 bit",
        writtenTiff("d.tif", as(m_photo, CV_16UC3),
            {.blocks = TiffOptions::Blocks::Tiles, .planes = TiffOptions::Planes::Apart}));
    row("TIFF, grey", writtenTiff("e.tif", as(m_photo, CV_8UC1)), "WKKW");
}

void tst_Photo::readsEveryKind()
{
    QFETCH(fs::path, path);
    QFETCH(QString, letters);
    const auto photo = core::readPhoto(path);
    QVERIFY2(photo, photo ? "" : photo.error().detail.c_str());
    QCOMPARE(photo->image.size(), (Size {64, 48}));
    QCOMPARE(photo->image.pixels.type(), CV_8UC3);
    QCOMPARE(lettersOf(photo->image.pixels), letters);
    QCOMPARE(photo->header, *core::probe(path));
    QVERIFY(!contains(photo->notes, core::PhotoNote::ProfileIgnored));
}

static const char *const uprightLetters[] = {
    "RGBW", "GRWB", "WBGR", "BWRG", "RBGW", "BRWG", "WGBR", "GWRB"};

void tst_Photo::turnsPixelsUpright_data()
{
    QTest::addColumn<fs::path>("path");
    QTest::addColumn<int>("orientation");
    for (int orientation = 1; orientation <= 8; ++orientation) {
        const auto exif = files::exifBlock(orientation);
        const auto name = std::to_string(orientation);
        QTest::newRow(("JPEG " + name).c_str())
            << written(name + ".jpg", files::jpeg(m_photo, {.exif = exif})) << orientation;
        QTest::newRow(("PNG " + name).c_str())
            << written(name + ".png", files::png(m_photo, {.exif = exif})) << orientation;
        QTest::newRow(("TIFF " + name).c_str())
            << writtenTiff(name + ".tif", m_photo, {.orientation = orientation}) << orientation;
    }
}

void tst_Photo::turnsPixelsUpright()
{
    QFETCH(fs::path, path);
    QFETCH(int, orientation);
    const auto photo = core::readPhoto(path);
    QVERIFY(photo);
    QCOMPARE(photo->image.size(), (orientation < 5 ? Size {64, 48} : Size {48, 64}));
    QCOMPARE(lettersOf(photo->image.pixels), QString::fromLatin1(uprightLetters[orientation - 1]));
}

void tst_Photo::turnsHeifOnceOnly_data()
{
    QTest::addColumn<files::HeifKind>("kind");
    QTest::addColumn<int>("orientation");
    for (int orientation = 1; orientation <= 8; ++orientation) {
        const auto name = std::to_string(orientation);
        QTest::newRow(("HEIC " + name).c_str()) << files::HeifKind::Heic << orientation;
        QTest::newRow(("AVIF " + name).c_str()) << files::HeifKind::Avif << orientation;
    }
}

void tst_Photo::turnsHeifOnceOnly()
{
    QFETCH(files::HeifKind, kind);
    QFETCH(int, orientation);
    if (!files::canWriteHeif(kind))
        QSKIP("libheif has no encoder for this kind here");
    files::writeHeif(file("turned.heic"), m_photo, kind, {.orientation = orientation});
    const auto photo = core::readPhoto(file("turned.heic"));
    QVERIFY2(photo, photo ? "" : photo.error().detail.c_str());
    QCOMPARE(photo->header.size, photo->image.size());
    QCOMPARE(photo->image.size(), (orientation < 5 ? Size {64, 48} : Size {48, 64}));
    QCOMPARE(lettersOf(photo->image.pixels), QString::fromLatin1(uprightLetters[orientation - 1]));
}

void tst_Photo::keepsTransparency_data()
{
    using files::as;
    QTest::addColumn<fs::path>("path");
    QTest::newRow("PNG") << written("a.png", files::png(as(m_photo, CV_8UC4)));
    QTest::newRow("PNG, 16 bit") << written("b.png", files::png(as(m_photo, CV_16UC4)));
    QTest::newRow("PNG, grey + alpha") << written("c.png", files::png(as(m_photo, CV_8UC2)));
    QTest::newRow("WebP") << written("a.webp", files::webp(as(m_photo, CV_8UC4)));
    QTest::newRow("TIFF") << writtenTiff("a.tif", as(m_photo, CV_8UC4));
    QTest::newRow("TIFF, grey + alpha, 16 bit") << writtenTiff("b.tif", as(m_photo, CV_16UC2));
    for (const auto kind : {files::HeifKind::Heic, files::HeifKind::Avif}) {
        if (!files::canWriteHeif(kind))
            continue;
        const bool isAvif = kind == files::HeifKind::Avif;
        const auto path = file(isAvif ? "a.avif" : "a.heic");
        files::writeHeif(path, as(m_photo, CV_8UC4), kind);
        QTest::newRow(isAvif ? "AVIF" : "HEIC") << path;
    }
}

void tst_Photo::keepsTransparency()
{
    QFETCH(fs::path, path);
    const auto photo = core::readPhoto(path);
    QVERIFY2(photo, photo ? "" : photo.error().detail.c_str());
    QCOMPARE(photo->image.pixels.type(), CV_8UC4);
    QCOMPARE(photo->image.pixels.at<cv::Vec4b>(12, 16)[3], 255); // red's quarter
    QCOMPARE(photo->image.pixels.at<cv::Vec4b>(12, 48)[3], 0); // green's
}

void tst_Photo::readsPalettes_data()
{
    QTest::addColumn<files::PaletteOptions>("options");
    for (const int bits : {1, 2, 4, 8}) {
        QTest::addRow("%d bit", bits) << files::PaletteOptions {.bits = bits};
        QTest::addRow("%d bit, interlaced", bits)
            << files::PaletteOptions {.bits = bits, .rows = files::PngOptions::Rows::Interlaced};
    }
}

void tst_Photo::readsPalettes()
{
    QFETCH(files::PaletteOptions, options);
    const auto photo = core::readPhoto(written("a.png", files::palettePng(63, 48, options)));
    QVERIFY2(photo, photo ? "" : photo.error().detail.c_str());
    const cv::Mat expected(48, 63, CV_8UC4);
    expected.forEach<cv::Vec4b>([](cv::Vec4b &pixel, const int *at) {
        pixel = at[1] % 2 == 0 ? cv::Vec4b(255, 0, 0, 128) : cv::Vec4b(0, 0, 255, 255);
    });
    QCOMPARE(cv::norm(photo->image.pixels, expected, cv::NORM_INF), 0.0);
}

void tst_Photo::refusesColoursThatAPaletteLacks()
{
    const auto path = written("a.png", files::palettePng(64, 48, {.colours = 1}));
    QCOMPARE(codeOf(core::readPhoto(path)), Code::FileDamaged);
}

void tst_Photo::readsTheFirstPictureOfAnAnimation()
{
    const cv::Mat black(m_photo.size(), CV_8UC3, cv::Scalar::all(0));
    const auto webp = core::readPhoto(written("a.webp", files::animatedWebp({m_photo, black})));
    QVERIFY(webp);
    QVERIFY(webp->header.isAnimated);
    QCOMPARE(webp->image.pixels.type(), CV_8UC3);
    QCOMPARE(lettersOf(webp->image.pixels), QStringLiteral("RGBW"));
    const auto bytes = files::withChunk(files::png(m_photo), "acTL", {0, 0, 0, 2, 0, 0, 0, 0});
    const auto png = core::readPhoto(written("a.png", bytes));
    QVERIFY(png);
    QVERIFY(png->header.isAnimated);
    QCOMPARE(lettersOf(png->image.pixels), QStringLiteral("RGBW"));
}

void tst_Photo::convertsColoursToSrgb_data()
{
    QTest::addColumn<fs::path>("path");
    const auto icc = files::displayP3();
    const cv::Mat photo(48, 64, CV_8UC3, cv::Scalar(234, 51, 35)); // sRGB's red, said in P3
    QTest::newRow("JPEG") << written("a.jpg", files::jpeg(photo, {.icc = icc}));
    QTest::newRow("PNG") << written("a.png", files::png(photo, {.icc = icc}));
    QTest::newRow("PNG, 16 bit") << written(
        "b.png", files::png(files::as(photo, CV_16UC3), {.icc = icc}));
    QTest::newRow("TIFF") << writtenTiff("a.tif", photo, {.icc = icc});
}

void tst_Photo::convertsColoursToSrgb()
{
    QFETCH(fs::path, path);
    const auto photo = core::readPhoto(path);
    QVERIFY(photo);
    QCOMPARE(photo->header.profileName, std::string("Display P3"));
    QVERIFY(!contains(photo->notes, core::PhotoNote::ProfileIgnored));
    QCOMPARE(lettersOf(photo->image.pixels), QStringLiteral("RRRR"));
}

void tst_Photo::readsInks()
{
    cv::Mat inks(48, 64, CV_8UC4, cv::Scalar::all(255)); // as Adobe stores it: no ink, paper white
    inks(cv::Rect(32, 0, 32, 24)).setTo(cv::Scalar(255, 255, 255, 0)); // black
    inks(cv::Rect(0, 24, 32, 24)).setTo(cv::Scalar(255, 0, 0, 255)); // magenta + yellow
    const auto photo = core::readPhoto(written("cmyk.jpg", files::jpeg(inks)));
    QVERIFY(photo);
    QVERIFY(photo->header.isCmyk);
    QCOMPARE(photo->image.pixels.type(), CV_8UC3);
    QCOMPARE(lettersOf(photo->image.pixels), QStringLiteral("WKRW"));
}

void tst_Photo::saysThatAProfileIsOfNoUse()
{
    const files::Bytes broken(200, 'x');
    const auto photo =
        core::readPhoto(written("broken.jpg", files::jpeg(m_photo, {.icc = broken})));
    QVERIFY(photo);
    QVERIFY(contains(photo->notes, core::PhotoNote::ProfileIgnored));
    QCOMPARE(lettersOf(photo->image.pixels), QStringLiteral("RGBW"));
    const cv::Mat grey = files::as(m_photo, CV_8UC1);
    const auto tagged =
        core::readPhoto(written("grey.jpg", files::jpeg(grey, {.icc = files::displayP3()})));
    QVERIFY(tagged);
    // A colour profile serves a grey photo too.
    QVERIFY(!contains(tagged->notes, core::PhotoNote::ProfileIgnored));
    QCOMPARE(lettersOf(tagged->image.pixels), QStringLiteral("WKKW"));
}

void tst_Photo::refusesDamagedFiles_data()
{
    QTest::addColumn<fs::path>("path");
    cv::Mat photo(256, 256, CV_8UC3);
    cv::theRNG().state = 7;
    cv::randu(photo, 0, 255);
    const auto half = [this](const std::string &name, files::Bytes bytes) {
        bytes.resize(bytes.size() / 2);
        return written(name, bytes);
    };
    const auto bytes = files::jpeg(photo);
    using Order = files::JpegOptions::Order;
    QTest::newRow("JPEG") << half("a.jpg", bytes);
    QTest::newRow("JPEG, its last two bytes")
        << written("b.jpg", files::Bytes(bytes.begin(), bytes.end() - 2));
    QTest::newRow("JPEG, progressive")
        << half("c.jpg", files::jpeg(photo, {.order = Order::Progressive}));
    auto blotted = bytes;
    std::fill_n(blotted.begin() + static_cast<std::ptrdiff_t>(blotted.size() / 2), 400, 0);
    QTest::newRow("JPEG, broken inside") << written("d.jpg", blotted);
    QTest::newRow("PNG") << half("a.png", files::png(photo));
    QTest::newRow("PNG, interlaced")
        << half("b.png", files::png(photo, {.rows = files::PngOptions::Rows::Interlaced}));
    QTest::newRow("WebP") << half("a.webp", files::webp(photo));
    QTest::newRow("WebP, animated") << half("b.webp", files::animatedWebp({photo, 255 - photo}));
    files::writeTiff(file("whole.tif"), photo);
    auto tiff = files::read(file("whole.tif"));
    std::fill(
        tiff.begin() + 200, tiff.begin() + static_cast<std::ptrdiff_t>(tiff.size() / 2), 0xFF);
    QTest::newRow("TIFF, broken inside") << written("a.tif", tiff);
    for (const auto kind : {files::HeifKind::Heic, files::HeifKind::Avif}) {
        if (!files::canWriteHeif(kind))
            continue;
        const bool isAvif = kind == files::HeifKind::Avif;
        files::writeHeif(file("whole.heic"), photo, kind);
        QTest::newRow(isAvif ? "AVIF" : "HEIC")
            << half(isAvif ? "a.avif" : "a.heic", files::read(file("whole.heic")));
    }
}

void tst_Photo::refusesDamagedFiles()
{
    QFETCH(fs::path, path);
    QCOMPARE(codeOf(core::readPhoto(path)), Code::FileDamaged);
}

void tst_Photo::forgivesAFewBytesOfPadding()
{
    auto bytes = files::jpeg(m_photo);
    bytes.insert(bytes.end() - 2, 3, 0); // before the end mark, as some cameras do
    QVERIFY(core::readPhoto(written("padded.jpg", bytes)));
    bytes.insert(bytes.end() - 2, 300, 1);
    QCOMPARE(codeOf(core::readPhoto(written("padded.jpg", bytes))), Code::FileDamaged);
}

void tst_Photo::refusesSizesBeforeDecoding_data()
{
    QTest::addColumn<fs::path>("path");
    QTest::addColumn<Code>("code");
    QTest::newRow("1 x 1") << written("a.png", files::png(m_photo(cv::Rect(0, 0, 1, 1))))
                           << Code::ImageTooSmall;
    const cv::Mat tall(20000, 1, CV_8UC3, cv::Scalar::all(9));
    QTest::newRow("1 x 20000, PNG") << written("b.png", files::png(tall)) << Code::ImageTooSmall;
    QTest::newRow("1 x 20000, JPEG") << written("b.jpg", files::jpeg(tall)) << Code::ImageTooSmall;
    QTest::newRow("15 x 16") << written("c.png", files::hollowPng(15, 16)) << Code::ImageTooSmall;
    QTest::newRow("30000 x 30000")
        << written("d.png", files::hollowPng(30000, 30000)) << Code::ImageTooLarge;
    QTest::newRow("2147483647 x 2147483647")
        << written("e.png", files::hollowPng(INT32_MAX, INT32_MAX)) << Code::ImageTooLarge;
}

void tst_Photo::refusesSizesBeforeDecoding()
{
    QFETCH(fs::path, path);
    QFETCH(Code, code);
    QCOMPARE(codeOf(core::readPhoto(path)), code);
}

void tst_Photo::scalesJpegWhileDecoding_data()
{
    QTest::addColumn<int>("orientation");
    QTest::addColumn<core::ReadOptions>("options");
    QTest::addColumn<Size>("expected");
    using Options = core::ReadOptions;
    QTest::newRow("a thumbnail is enough") << 1 << Options {.enough = {30, 20}} << Size {32, 24};
    QTest::newRow("never below enough") << 1 << Options {.enough = {33, 20}} << Size {64, 48};
    QTest::newRow("an eighth") << 1 << Options {.enough = {8, 6}} << Size {8, 6};
    QTest::newRow("enough means upright") << 6 << Options {.enough = {20, 30}} << Size {24, 32};
    QTest::newRow("below the limit") << 1 << Options {.mostPixels = 2000} << Size {48, 36};
    QTest::newRow("at the limit") << 1 << Options {.mostPixels = 64 * 48} << Size {64, 48};
}

void tst_Photo::scalesJpegWhileDecoding()
{
    QFETCH(int, orientation);
    QFETCH(core::ReadOptions, options);
    QFETCH(Size, expected);
    const auto exif = files::exifBlock(orientation);
    const auto path = written("scaled.jpg", files::jpeg(m_photo, {.exif = exif}));
    const auto photo = core::readPhoto(path, options);
    QVERIFY(photo);
    QCOMPARE(photo->image.size(), expected);
    QCOMPARE(photo->header.size, (orientation < 5 ? Size {64, 48} : Size {48, 64}));
    QCOMPARE(codeOf(core::readPhoto(path, {.mostPixels = 40})), Code::ImageTooLarge);
}

void tst_Photo::resamplesToExactlyTheSizeAsked()
{
    const auto path = written("exact.png", files::png(m_photo));
    const auto photo = core::readPhoto(path, {.exactly = {30, 22}});
    QVERIFY(photo);
    QCOMPARE(photo->image.size(), (Size {30, 22}));
    QCOMPARE(lettersOf(photo->image.pixels), QStringLiteral("RGBW"));
}

void tst_Photo::noticesAnotherFileThanTheOneChecked()
{
    const auto path = written("checked.png", files::png(m_photo));
    const core::ReadOptions options {.expected = core::probe(path)->stamp};
    QVERIFY(core::readPhoto(path, options));
    files::write(path, files::png(files::quarters(80, 48)));
    QCOMPARE(codeOf(core::readPhoto(path, options)), Code::FileChanged);
    fs::remove(path);
    QCOMPARE(codeOf(core::readPhoto(path, options)), Code::FileMissing);
}

void tst_Photo::noticesAChangeWhileReading()
{
    const auto path = written("changing.png", files::png(m_photo));
    const auto touch = [&](double) {
        fs::last_write_time(path, fs::last_write_time(path) + std::chrono::seconds(1));
    };
    QCOMPARE(codeOf(core::readPhoto(path, {}, core::Progress({}, touch))), Code::FileChanged);
    const auto cut = [&](double) { fs::resize_file(path, 150); };
    QCOMPARE(codeOf(core::readPhoto(path, {}, core::Progress({}, cut))), Code::FileChanged);
}

void tst_Photo::noticesThatAFileVanishes()
{
    const auto path = written("vanishing.jpg", files::jpeg(m_photo));
    const core::Progress removing({}, [&](double) { fs::remove(path); });
    QCOMPARE(codeOf(core::readPhoto(path, {}, removing)), Code::FileMissing);
}

void tst_Photo::stopsWhenAsked_data()
{
    QTest::addColumn<fs::path>("path");
    const cv::Mat photo = files::quarters(64, 2000);
    QTest::newRow("JPEG") << written("a.jpg", files::jpeg(photo));
    QTest::newRow("PNG") << written("a.png", files::png(photo));
    QTest::newRow("WebP") << written("a.webp", files::webp(photo));
    QTest::newRow("TIFF") << writtenTiff("a.tif", photo);
    QTest::newRow("TIFF, tiles") << writtenTiff(
        "b.tif", photo, {.blocks = files::TiffOptions::Blocks::Tiles});
}

void tst_Photo::stopsWhenAsked()
{
    QFETCH(fs::path, path);
    std::stop_source source;
    double last = 0;
    const core::Progress progress(source.get_token(), [&](double fraction) {
        last = fraction;
        source.request_stop();
    });
    QCOMPARE(codeOf(core::readPhoto(path, {}, progress)), Code::Cancelled);
    QVERIFY(last < 0.9);
}

void tst_Photo::readsUnderAWrongName()
{
    const auto photo = core::readPhoto(written("really-png.jpg", files::png(m_photo)));
    QVERIFY(photo);
    QVERIFY(!photo->header.extensionAgrees);
    QCOMPARE(lettersOf(photo->image.pixels), QStringLiteral("RGBW"));
}

void tst_Photo::failsOnFilesThatAreNone()
{
    QCOMPARE(codeOf(core::readPhoto(file("never-there.jpg"))), Code::FileMissing);
    QCOMPARE(codeOf(core::readPhoto(m_folder.path().toStdString())), Code::FileUnreadable);
    QCOMPARE(codeOf(core::readPhoto(written("empty.jpg", {}))), Code::FileEmpty);
    QCOMPARE(
        codeOf(core::readPhoto(written("text.jpg", {'c', 'a', 't'}))), Code::FormatUnsupported);
}

QTEST_GUILESS_MAIN(tst_Photo)
#include "tst_photo.moc"
