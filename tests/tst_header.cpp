#include "core/files/header.h"
#include "tests/photo_files.h"
#include "tests/support/photo_folder.h"

#include <QtTest/QtTest>

#include <chrono>
#include <fstream>

namespace fs = std::filesystem;
using core::Error;
using core::Format;
using core::Header;
using core::Size;

class tst_Header : public QObject, protected PhotoFolder
{
    Q_OBJECT

private Q_SLOTS:
    void tellsWhatAPhotoIs_data();
    void tellsWhatAPhotoIs();
    void tellsWhatAHeifIs_data();
    void tellsWhatAHeifIs();
    void turnsTheSizeUpright_data();
    void turnsTheSizeUpright();
    void namesTheCamera_data();
    void namesTheCamera();
    void namesTheProfile_data();
    void namesTheProfile();
    void seesAWrongExtension();
    void saysWhyAFileIsNoPhoto_data();
    void saysWhyAFileIsNoPhoto();
    void refusesAFolder();
    void missesAMissingFile();
    void respectsPermissions();
    void refusesRawFilesWithTheirThumbnail();
    void stampsTellAChange();

private:
    Error::Code errorOf(const fs::path &path) const
    {
        const auto header = core::probe(path);
        return header ? Error::Code::Unexpected : header.error().code;
    }
    cv::Mat m_photo = files::quarters(64, 48);
};

void tst_Header::tellsWhatAPhotoIs_data()
{
    QTest::addColumn<fs::path>("path");
    QTest::addColumn<Header>("expected");
    const auto row = [this](const char *name, const char *fileName, const files::Bytes &bytes,
                         const Header &header) {
        QTest::newRow(name) << written(fileName, bytes) << header;
    };
    const Size size {64, 48};
    row("JPEG", "a.jpg", files::jpeg(m_photo), {.format = Format::Jpeg, .size = size});
    row("JPEG, progressive", "b.jpg",
        files::jpeg(m_photo, {.order = files::JpegOptions::Order::Progressive}),
        {.format = Format::Jpeg, .size = size});
    row("JPEG, grey", "c.jpg", files::jpeg(files::as(m_photo, CV_8UC1)),
        {.format = Format::Jpeg, .size = size, .channels = 1});
    row("JPEG, CMYK", "d.jpg", files::jpeg(files::as(m_photo, CV_8UC4)),
        {.format = Format::Jpeg, .size = size, .channels = 4, .isCmyk = true});
    row("PNG", "a.png", files::png(m_photo), {.format = Format::Png, .size = size});
    row("PNG, grey + alpha, 16 bit", "b.png", files::png(files::as(m_photo, CV_16UC2)),
        {.format = Format::Png, .size = size, .bitsPerChannel = 16, .channels = 2});
    row("PNG, palette with transparency", "c.png", files::palettePng(64, 48),
        {.format = Format::Png, .size = size, .channels = 4});
    row("PNG, animated", "d.png",
        files::withChunk(files::png(m_photo), "acTL", {0, 0, 0, 2, 0, 0, 0, 0}),
        {.format = Format::Png, .size = size, .isAnimated = true});
    row("PNG, 900 megapixels in its header", "e.png", files::hollowPng(30000, 30000),
        {.format = Format::Png, .size = {30000, 30000}});
    row("PNG, 1 x 1", "f.png", files::hollowPng(1, 1), {.format = Format::Png, .size = {1, 1}});
    row("WebP", "a.webp", files::webp(m_photo), {.format = Format::WebP, .size = size});
    row("WebP, alpha", "b.webp", files::webp(files::as(m_photo, CV_8UC4)),
        {.format = Format::WebP, .size = size, .channels = 4});
    row("WebP, animated", "c.webp",
        files::animatedWebp({m_photo, cv::Mat(m_photo.size(), CV_8UC3, cv::Scalar::all(9))}),
        {.format = Format::WebP, .size = size, .channels = 3, .isAnimated = true});
    files::writeTiff(file("a.tif"), files::as(m_photo, CV_16UC3), {.model = "Scanner 3"});
    QTest::newRow("TIFF, 16 bit") << file("a.tif")
                                  << Header {.format = Format::Tiff,
                                         .size = size,
                                         .bitsPerChannel = 16,
                                         .camera = "Scanner 3"};
}

void tst_Header::tellsWhatAPhotoIs()
{
    QFETCH(fs::path, path);
    QFETCH(Header, expected);
    const auto header = core::probe(path);
    QVERIFY(header);
    expected.stamp = *core::stampOf(path);
    QCOMPARE(header->size, expected.size);
    QCOMPARE(header->channels, expected.channels);
    QVERIFY(*header == expected);
}

void tst_Header::tellsWhatAHeifIs_data()
{
    QTest::addColumn<files::HeifKind>("kind");
    QTest::addColumn<Header>("expected");
    QTest::newRow("HEIC") << files::HeifKind::Heic
                          << Header {.format = Format::Heic, .size = {64, 48}};
    QTest::newRow("AVIF") << files::HeifKind::Avif
                          << Header {.format = Format::Avif, .size = {64, 48}};
}

void tst_Header::tellsWhatAHeifIs()
{
    QFETCH(files::HeifKind, kind);
    QFETCH(Header, expected);
    if (!files::canWriteHeif(kind))
        QSKIP("libheif has no encoder for this kind here");
    const auto path = file(kind == files::HeifKind::Heic ? "a.heic" : "a.avif");
    files::writeHeif(path, m_photo, kind);
    const auto header = core::probe(path);
    QVERIFY(header);
    expected.stamp = *core::stampOf(path);
    QVERIFY(*header == expected);
}

void tst_Header::turnsTheSizeUpright_data()
{
    QTest::addColumn<fs::path>("path");
    QTest::addColumn<int>("orientation");
    for (int orientation = 1; orientation <= 8; ++orientation) {
        const auto exif = files::exifBlock(orientation);
        const auto name = std::to_string(orientation);
        QTest::newRow(("JPEG " + name).c_str())
            << written((name + ".jpg").c_str(), files::jpeg(m_photo, {.exif = exif}))
            << orientation;
        QTest::newRow(("PNG " + name).c_str())
            << written((name + ".png").c_str(), files::png(m_photo, {.exif = exif})) << orientation;
        files::writeTiff(file((name + ".tif").c_str()), m_photo, {.orientation = orientation});
        QTest::newRow(("TIFF " + name).c_str()) << file((name + ".tif").c_str()) << orientation;
    }
}

void tst_Header::turnsTheSizeUpright()
{
    QFETCH(fs::path, path);
    QFETCH(int, orientation);
    const auto header = core::probe(path);
    QVERIFY(header);
    QCOMPARE(header->orientation, orientation);
    QCOMPARE(header->size, (orientation < 5 ? Size {64, 48} : Size {48, 64}));
}

void tst_Header::namesTheCamera_data()
{
    QTest::addColumn<std::string>("make");
    QTest::addColumn<std::string>("model");
    QTest::addColumn<std::string>("camera");
    const auto row = [](const char *name, const char *make, const char *model, const char *camera) {
        QTest::newRow(name) << std::string(make) << std::string(model) << std::string(camera);
    };
    row("maker and model", "Apple", "iPhone 14", "Apple iPhone 14");
    row("the model names the maker", "Canon", "Canon EOS R5", "Canon EOS R5");
    row("a long maker", "NIKON CORPORATION", "NIKON D850", "NIKON D850");
    row("no model", "samsung", "", "samsung");
    row("no maker", "", "SM-S911B", "SM-S911B");
    row("padded with spaces", "OLYMPUS    ", "  E-M1", "OLYMPUS E-M1");
    row("nothing", "", "", "");
}

void tst_Header::namesTheCamera()
{
    QFETCH(std::string, make);
    QFETCH(std::string, model);
    QFETCH(std::string, camera);
    const auto exif = files::exifBlock(1, make, model);
    const auto header = core::probe(written("camera.jpg", files::jpeg(m_photo, {.exif = exif})));
    QVERIFY(header);
    QCOMPARE(header->camera, camera);
}

void tst_Header::namesTheProfile_data()
{
    QTest::addColumn<fs::path>("path");
    const auto icc = files::displayP3();
    QTest::newRow("JPEG") << written("p3.jpg", files::jpeg(m_photo, {.icc = icc}));
    QTest::newRow("PNG") << written("p3.png", files::png(m_photo, {.icc = icc}));
    files::writeTiff(file("p3.tif"), m_photo, {.icc = icc});
    QTest::newRow("TIFF") << file("p3.tif");
}

void tst_Header::namesTheProfile()
{
    QFETCH(fs::path, path);
    const auto header = core::probe(path);
    QVERIFY(header);
    QCOMPARE(header->profileName, std::string("Display P3"));
}

void tst_Header::seesAWrongExtension()
{
    const auto header = core::probe(written("really-png.jpg", files::png(m_photo)));
    QVERIFY(header);
    QCOMPARE(header->format, Format::Png);
    QVERIFY(!header->extensionAgrees);
    QVERIFY(core::probe(written("UPPER.PNG", files::png(m_photo)))->extensionAgrees);
}

void tst_Header::saysWhyAFileIsNoPhoto_data()
{
    QTest::addColumn<fs::path>("path");
    QTest::addColumn<Error::Code>("code");
    using Code = Error::Code;
    const auto cut = [this](const char *name, files::Bytes bytes, std::size_t count) {
        bytes.resize(count);
        return written(name, bytes);
    };
    QTest::newRow("empty") << written("empty.jpg", {}) << Code::FileEmpty;
    QTest::newRow("text") << written("text.jpg", {'D', 'e', 'a', 'r'}) << Code::FormatUnsupported;
    QTest::newRow("Canon raw") << written("a.cr3",
        {0, 0, 0, 24, 'f', 't', 'y', 'p', 'c', 'r', 'x', ' ', 0, 0, 0, 1})
                               << Code::CameraRaw;
    QTest::newRow("Fujifilm raw") << written("a.raf",
        {'F', 'U', 'J', 'I', 'F', 'I', 'L', 'M', 'C', 'C', 'D', '-', 'R', 'A', 'W', ' '})
                                  << Code::CameraRaw;
    QTest::newRow("Olympus raw") << written("a.orf", {'I', 'I', 'R', 'O', 8, 0, 0, 0})
                                 << Code::CameraRaw;
    QTest::newRow("JPEG cut short")
        << cut("cut.jpg", files::jpeg(m_photo), 100) << Code::FileDamaged;
    QTest::newRow("PNG cut short") << cut("cut.png", files::png(m_photo), 20) << Code::FileDamaged;
    QTest::newRow("PNG of size 0")
        << written("zero.png", files::hollowPng(0, 10)) << Code::FileDamaged;
    QTest::newRow("WebP cut short")
        << cut("cut.webp", files::webp(m_photo), 22) << Code::FileDamaged;
    QTest::newRow("HEIC cut short")
        << written("cut.heic", {0, 0, 0, 24, 'f', 't', 'y', 'p', 'h', 'e', 'i', 'c'})
        << Code::FileDamaged;
    files::writeTiff(file("whole.tif"), m_photo);
    QTest::newRow("TIFF cut short")
        << cut("cut.tif", files::read(file("whole.tif")), 12) << Code::FileDamaged;
}

void tst_Header::saysWhyAFileIsNoPhoto()
{
    QFETCH(fs::path, path);
    QFETCH(Error::Code, code);
    QCOMPARE(errorOf(path), code);
}

void tst_Header::refusesAFolder()
{
    QCOMPARE(errorOf(m_folder.path().toStdString()), Error::Code::FileUnreadable);
}

void tst_Header::missesAMissingFile()
{
    QCOMPARE(errorOf(file("never-there.jpg")), Error::Code::FileMissing);
}

void tst_Header::respectsPermissions()
{
    const auto path = written("secret.jpg", files::jpeg(m_photo));
    fs::permissions(path, fs::perms::none);
    if (std::ifstream(path))
        QSKIP("whoever runs this (root?) may read every file");
    QCOMPARE(errorOf(path), Error::Code::FileUnreadable);
}

void tst_Header::refusesRawFilesWithTheirThumbnail()
{
    const auto path = file("raw.tif");
    files::writeTiff(path, m_photo, {.page = files::TiffOptions::Page::Thumbnail});
    QCOMPARE(errorOf(path), Error::Code::CameraRaw);
}

void tst_Header::stampsTellAChange()
{
    const auto path = written("stamp.jpg", files::jpeg(m_photo));
    const auto before = core::stampOf(path);
    QVERIFY(before);
    QCOMPARE(before->bytes, fs::file_size(path));
    fs::last_write_time(path, fs::last_write_time(path) + std::chrono::milliseconds(3));
    QVERIFY(*core::stampOf(path) != *before);
    fs::remove(path);
    QCOMPARE(core::stampOf(path).error().code, Error::Code::FileMissing);
}

QTEST_GUILESS_MAIN(tst_Header)
#include "tst_header.moc"
