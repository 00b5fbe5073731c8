#include "core/image/depth.h"

#include "core/files/photo.h"
#include "core/files/orientation.h"
#include "core/image/resize.h"
#include "tests/photo_files.h"
#include "tests/support/deep_heif.h"
#include "tests/support/photo_folder.h"

#include <opencv2/core.hpp>

#include <QTest>

#include <cmath>
#include <functional>
#include <set>

namespace fs = std::filesystem;
using core::Depth;
using core::PhotoNote;
using files::TiffOptions;

/// Photos with more than 8 bits a channel, from their file on.
class tst_Depth : public QObject, protected PhotoFolder
{
    Q_OBJECT

private Q_SLOTS:
    void everyLevelIsRounded();
    void deepPhotosKeepEveryBit_data();
    void deepPhotosKeepEveryBit();
    void tenBitsStayTenBits();
    void deepHeifKeepsEveryLevel_data();
    void deepHeifKeepsEveryLevel();
    void inksAndLabKeepTheirLevels_data();
    void inksAndLabKeepTheirLevels();
    void eightBitsAreNotMadeDeep_data();
    void eightBitsAreNotMadeDeep();
    void eightIsTheRoundedDeepOne_data();
    void eightIsTheRoundedDeepOne();
};

namespace {

/// A ramp finer than 8 bit can show, another one downward, and noise; alpha of many levels.
cv::Mat deepPhoto(int channels)
{
    cv::Mat pixels(48, 64, CV_16UC(channels));
    cv::RNG random(5);
    for (int y = 0; y < pixels.rows; ++y) {
        auto *pixel = pixels.ptr<std::uint16_t>(y);
        for (int x = 0; x < pixels.cols; ++x, pixel += channels) {
            const int at = y * pixels.cols + x;
            const int values[] {20000 + at, 65535 - 3 * at, random.uniform(0, 65536), 30000 + 11 * at};
            for (int c = 0; c < channels; ++c)
                pixel[c] = static_cast<std::uint16_t>(values[channels == 2 && c == 1 ? 3 : c]);
        }
    }
    return pixels;
}

cv::Mat spread(const cv::Mat &pixels)
{
    if (pixels.channels() > 2)
        return pixels;
    cv::Mat result(pixels.size(), CV_MAKETYPE(pixels.depth(), pixels.channels() == 2 ? 4 : 3));
    const int pairs[] {0, 0, 0, 1, 0, 2, 1, 3};
    cv::mixChannels(&pixels, 1, &result, 1, pairs, pixels.channels() == 2 ? 4 : 3);
    return result;
}

bool areSame(const cv::Mat &one, const cv::Mat &other)
{
    return one.size() == other.size() && one.type() == other.type()
        && cv::norm(one, other, cv::NORM_INF) == 0;
}

} // namespace

void tst_Depth::everyLevelIsRounded()
{
    cv::Mat levels(256, 256, CV_16UC1);
    for (int i = 0; i < 65536; ++i)
        levels.at<std::uint16_t>(i / 256, i % 256) = static_cast<std::uint16_t>(i);
    const cv::Mat bytes = core::inEightBits(levels);
    for (int i = 0; i < 65536; ++i)
        QCOMPARE(int(bytes.at<std::uint8_t>(i / 256, i % 256)), int(std::lround(i / 257.0)));
    QCOMPARE(core::inEightBits(bytes).data, bytes.data);
}

void tst_Depth::deepPhotosKeepEveryBit_data()
{
    QTest::addColumn<fs::path>("path");
    QTest::addColumn<cv::Mat>("expected");
    for (int channels = 1; channels <= 4; ++channels) {
        const cv::Mat photo = deepPhoto(channels);
        const auto name = std::to_string(channels);
        QTest::addRow("PNG, %d channels", channels)
            << written(name + ".png", files::png(photo)) << spread(photo);
        files::writeTiff(file(name + ".tif"), photo);
        QTest::addRow("TIFF, %d channels", channels) << file(name + ".tif") << spread(photo);
    }
    const cv::Mat photo = deepPhoto(3);
    QTest::newRow("PNG, interlaced")
        << written("i.png", files::png(photo, {.rows = files::PngOptions::Rows::Interlaced})) << photo;
    QTest::newRow("PNG, turned by Exif")
        << written("t.png", files::png(photo, {.exif = files::exifBlock(6)}))
        << core::uprightPixels(photo, 6);
    files::writeTiff(file("t.tif"), photo, {.blocks = TiffOptions::Blocks::Tiles, .orientation = 7});
    QTest::newRow("TIFF, tiles, mirrored and turned")
        << file("t.tif") << core::uprightPixels(photo, 7);
    files::writeTiff(file("p.tif"), photo, {.planes = TiffOptions::Planes::Apart});
    QTest::newRow("TIFF, a plane a colour") << file("p.tif") << photo;
}

void tst_Depth::deepPhotosKeepEveryBit()
{
    QFETCH(fs::path, path);
    QFETCH(cv::Mat, expected);
    const auto photo = core::readPhoto(path, {.depth = Depth::AsStored});
    QVERIFY2(photo, photo ? "" : photo.error().detail.c_str());
    QVERIFY(photo->image.isDeep());
    QVERIFY(areSame(photo->image.pixels, expected));
    QVERIFY(photo->notes.empty());
}

void tst_Depth::tenBitsStayTenBits()
{
    if (!files::canWriteHeif(files::HeifKind::Heic))
        QSKIP("this machine's libheif writes none");
    cv::Mat ramp(64, 512, CV_16UC3);
    for (int x = 0; x < ramp.cols; ++x)
        ramp.col(x).setTo(cv::Scalar::all(20000 + 40 * x)); // 80 of 256 levels, 320 of 1024
    files::writeHeif(file("ramp.heic"), ramp, files::HeifKind::Heic);
    const auto photo = core::readPhoto(file("ramp.heic"), {.depth = Depth::AsStored});
    QVERIFY2(photo, photo ? "" : photo.error().detail.c_str());
    QVERIFY(photo->image.isDeep());
    std::set<int> levels;
    for (int x = 0; x < ramp.cols; ++x) {
        const int value = photo->image.pixels.at<cv::Vec3w>(32, x)[1];
        QVERIFY(std::abs(value - (20000 + 40 * x)) < 300);
        levels.insert(value);
    }
    QVERIFY2(levels.size() > 200, std::to_string(levels.size()).c_str());
}

void tst_Depth::deepHeifKeepsEveryLevel_data()
{
    QTest::addColumn<files::HeifKind>("kind");
    QTest::addColumn<int>("bits");
    for (const auto kind : {files::HeifKind::Heic, files::HeifKind::Avif})
        for (const int bits : {10, 12})
            QTest::addRow("%s, %d bit", kind == files::HeifKind::Avif ? "AVIF" : "HEIC", bits) << kind << bits;
}

/// Coded without loss: what comes out is known to the level.
void tst_Depth::deepHeifKeepsEveryLevel()
{
    QFETCH(files::HeifKind, kind);
    QFETCH(int, bits);
    const int levels = 1 << bits;
    cv::Mat grey(64, levels / 16, CV_16UC1);
    for (int i = 0; i < int(grey.total()); ++i)
        grey.at<std::uint16_t>(i / grey.cols, i % grey.cols) = std::uint16_t(i % levels);
    const auto path = written("deep.heif", files::deepHeif(kind, bits, grey));
    const auto header = core::probe(path);
    QVERIFY2(header, header ? "" : header.error().detail.c_str());
    QCOMPARE(header->bitsPerChannel, bits);
    const auto photo = core::readPhoto(path, {.depth = Depth::AsStored});
    QVERIFY2(photo, photo ? "" : photo.error().detail.c_str());
    QVERIFY(photo->image.isDeep());
    cv::Mat expected;
    grey.convertTo(expected, CV_16U, 65535.0 / (levels - 1));
    cv::Mat channels[3];
    cv::split(photo->image.pixels, channels);
    for (const cv::Mat &channel : channels)
        QCOMPARE(cv::norm(channel, expected, cv::NORM_INF), 0.0);
}

void tst_Depth::inksAndLabKeepTheirLevels_data()
{
    QTest::addColumn<fs::path>("path");
    cv::Mat inks = deepPhoto(4);
    files::writeTiff(file("inks.tif"), inks, {.kind = TiffOptions::Kind::Inks});
    QTest::newRow("inks") << file("inks.tif");
    files::writeTiff(file("lab.tif"), deepPhoto(3), {.kind = TiffOptions::Kind::IccLab});
    QTest::newRow("L*a*b*") << file("lab.tif");
}

void tst_Depth::inksAndLabKeepTheirLevels()
{
    QFETCH(fs::path, path);
    const auto photo = core::readPhoto(path, {.depth = Depth::AsStored});
    QVERIFY2(photo, photo ? "" : photo.error().detail.c_str());
    QVERIFY(photo->image.isDeep());
    std::set<int> levels;
    for (int i = 0; i < 48 * 64; ++i)
        levels.insert(photo->image.pixels.at<cv::Vec3w>(i / 64, i % 64)[0]);
    QVERIFY2(levels.size() > 256, std::to_string(levels.size()).c_str());
}

void tst_Depth::eightBitsAreNotMadeDeep_data()
{
    QTest::addColumn<fs::path>("path");
    const cv::Mat photo = files::quarters(64, 48);
    QTest::newRow("PNG") << written("8.png", files::png(photo));
    QTest::newRow("PNG, P3") << written("8p.png", files::png(photo, {.icc = files::displayP3()}));
    QTest::newRow("JPEG") << written("8.jpg", files::jpeg(photo));
    files::writeTiff(file("lab8.tif"), photo, {.kind = TiffOptions::Kind::Lab});
    QTest::newRow("L*a*b* of 8 bit") << file("lab8.tif");
}

void tst_Depth::eightBitsAreNotMadeDeep()
{
    QFETCH(fs::path, path);
    const auto eight = core::readPhoto(path);
    const auto asStored = core::readPhoto(path, {.depth = Depth::AsStored});
    QVERIFY(eight && asStored);
    QVERIFY(areSame(eight->image.pixels, asStored->image.pixels));
    QCOMPARE(eight->image.pixels.depth(), CV_8U);
    QVERIFY(eight->notes.empty());
}

void tst_Depth::eightIsTheRoundedDeepOne_data()
{
    QTest::addColumn<fs::path>("path");
    QTest::newRow("PNG") << written("r.png", files::png(deepPhoto(3)));
    QTest::newRow("PNG, alpha, P3")
        << written("ra.png", files::png(deepPhoto(4), {.icc = files::displayP3()}));
    files::writeTiff(file("r.tif"), deepPhoto(4), {.kind = TiffOptions::Kind::Inks});
    QTest::newRow("inks") << file("r.tif");
}

/// So that a mask is the same whichever of both was cut.
void tst_Depth::eightIsTheRoundedDeepOne()
{
    QFETCH(fs::path, path);
    for (const auto exactly : {core::Size {}, core::Size {40, 30}}) {
        const auto eight = core::readPhoto(path, {.exactly = exactly});
        const auto deep = core::readPhoto(path, {.exactly = exactly, .depth = Depth::AsStored});
        QVERIFY(eight && deep);
        QVERIFY(areSame(eight->image.pixels, core::inEightBits(deep->image.pixels)));
        QCOMPARE(eight->notes, core::PhotoNotes {PhotoNote::ReducedToEightBits});
        QVERIFY(deep->notes.empty());
    }
}

QTEST_GUILESS_MAIN(tst_Depth)
#include "tst_depth.moc"
