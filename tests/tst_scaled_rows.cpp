#include "core/files/photo.h"
#include "tests/photo_files.h"
#include "tests/support/photo_folder.h"

#include <opencv2/core.hpp>

#include <QtTest/QtTest>

#include <stop_token>

namespace fs = std::filesystem;
using core::ReadOptions;
using core::Size;
using Code = core::Error::Code;

/// Photos over the limit, which come row by row. The limit is lowered here, so that the same small
/// photos can be read both ways.
class tst_ScaledRows : public QObject, protected PhotoFolder
{
    Q_OBJECT

private Q_SLOTS:
    void equalsThePhotoScaledAsAWhole_data();
    void equalsThePhotoScaledAsAWhole();
    void turnsRowsAsPhotosAreTurned_data();
    void turnsRowsAsPhotosAreTurned();
    void keepsHeaderMetadataAndNotes();
    void makesTheSmallestSizeThatIsEnough_data();
    void makesTheSmallestSizeThatIsEnough();
    void refusesWhatComesWholeOnly_data();
    void refusesWhatComesWholeOnly();
    void refusesToMakeMoreThanTheLimit();
    void refusesDamagedFiles_data();
    void refusesDamagedFiles();
    void stopsWhenAsked_data();
    void stopsWhenAsked();
    void reportsUpToTheEnd();
};

namespace {

constexpr Size stored {300, 200};
constexpr Size target {77, 51};

/// Smooth, with noise on it and differing along both axes; alpha, if any, from 0 to opaque.
cv::Mat picture(int type)
{
    cv::Mat rgb(stored.height, stored.width, CV_8UC3);
    cv::RNG random(3);
    for (int y = 0; y < rgb.rows; ++y)
        for (int x = 0; x < rgb.cols; ++x)
            rgb.at<cv::Vec3b>(y, x) = {static_cast<std::uint8_t>(x * 200 / rgb.cols + random(56)),
                static_cast<std::uint8_t>(y * 200 / rgb.rows + random(56)),
                static_cast<std::uint8_t>(128 + x * y % 97)};
    return files::as(rgb, type);
}

ReadOptions inRows(Size exactly)
{
    return {.mostPixels = 20000, .exactly = exactly};
}

Code codeOf(const core::Result<core::Photo> &photo)
{
    return photo ? Code::Unexpected : photo.error().code;
}

double largestDifference(const core::Image &a, const core::Image &b)
{
    const bool isComparable = a.size() == b.size() && a.pixels.type() == b.pixels.type();
    return isComparable ? cv::norm(a.pixels, b.pixels, cv::NORM_INF) : 256;
}

} // namespace

void tst_ScaledRows::equalsThePhotoScaledAsAWhole_data()
{
    using files::as;
    QTest::addColumn<fs::path>("path");
    QTest::addColumn<double>("tolerance");
    const auto row = [](const char *name, const fs::path &path, double tolerance = 0) {
        QTest::newRow(name) << path << tolerance;
    };
    const auto png = [this](const char *name, const cv::Mat &pixels,
                         const files::PngOptions &options = {}) {
        return written(name, files::png(pixels, options));
    };
    row("PNG", png("a.png", picture(CV_8UC3)));
    row("PNG, alpha", png("b.png", picture(CV_8UC4)));
    row("PNG, grey", png("c.png", picture(CV_8UC1)));
    row("PNG, grey + alpha, 16 bit", png("d.png", picture(CV_16UC2)));
    row("PNG, 16 bit", png("e.png", picture(CV_16UC3)));
    row("PNG, 16 bit, profile", png("f.png", picture(CV_16UC3), {.icc = files::displayP3()}));
    row("PNG, profile", png("g.png", picture(CV_8UC3), {.icc = files::displayP3()}));
    row("PNG, palette with alpha", written("h.png", files::palettePng(300, 200)));
    cv::Mat opaque = picture(CV_8UC4);
    cv::insertChannel(cv::Mat(opaque.size(), CV_8UC1, cv::Scalar(255)), opaque, 3);
    row("PNG, opaque alpha", png("i.png", opaque), 1);
}

void tst_ScaledRows::equalsThePhotoScaledAsAWhole()
{
    QFETCH(fs::path, path);
    QFETCH(double, tolerance);
    const auto whole = core::readPhoto(path, {.exactly = target});
    const auto rows = core::readPhoto(path, inRows(target));
    QVERIFY2(whole && rows, rows ? "" : rows.error().detail.c_str());
    QCOMPARE(rows->image.size(), target);
    QVERIFY(largestDifference(rows->image, whole->image) <= tolerance);
}

void tst_ScaledRows::turnsRowsAsPhotosAreTurned_data()
{
    QTest::addColumn<int>("orientation");
    for (int orientation = 1; orientation <= 8; ++orientation)
        QTest::newRow(std::to_string(orientation).c_str()) << orientation;
}

void tst_ScaledRows::turnsRowsAsPhotosAreTurned()
{
    QFETCH(int, orientation);
    const auto exif = files::exifBlock(orientation);
    const auto path = written("turned.png", files::png(picture(CV_8UC4), {.exif = exif}));
    const Size upright = orientation < 5 ? target : Size {target.height, target.width};
    const auto whole = core::readPhoto(path, {.exactly = upright});
    const auto rows = core::readPhoto(path, inRows(upright));
    QVERIFY(whole && rows);
    QCOMPARE(rows->header, whole->header);
    // Mirrored, the same weights are summed up in the other order.
    const bool isMirrored = orientation != 1 && orientation != 5;
    QVERIFY(largestDifference(rows->image, whole->image) <= (isMirrored ? 1 : 0));
}

void tst_ScaledRows::keepsHeaderMetadataAndNotes()
{
    const auto exif = files::exifBlock(6, "Maker", "Model");
    const auto path = written("kept.png", files::png(picture(CV_16UC3), {.exif = exif}));
    const auto whole = core::readPhoto(path, {.exactly = {51, 77}});
    const auto rows = core::readPhoto(path, inRows({51, 77}));
    QVERIFY(whole && rows);
    QCOMPARE(rows->header, whole->header);
    QCOMPARE(rows->header.camera, std::string("Maker Model"));
    QCOMPARE(rows->metadata, whole->metadata);
    QCOMPARE(rows->notes, whole->notes);
    QVERIFY(!rows->notes.empty());
}

void tst_ScaledRows::makesTheSmallestSizeThatIsEnough_data()
{
    QTest::addColumn<Size>("enough");
    QTest::addColumn<Size>("made");
    QTest::newRow("its own aspect") << Size {30, 20} << Size {30, 20};
    QTest::newRow("width decides") << Size {31, 3} << Size {31, 21};
    QTest::newRow("height decides") << Size {1, 40} << Size {60, 40};
}

void tst_ScaledRows::makesTheSmallestSizeThatIsEnough()
{
    QFETCH(Size, enough);
    QFETCH(Size, made);
    const auto path = written("enough.png", files::png(picture(CV_8UC3)));
    const auto photo = core::readPhoto(path, {.mostPixels = 20000, .enough = enough});
    QVERIFY(photo);
    QCOMPARE(photo->image.size(), made);
}

void tst_ScaledRows::refusesWhatComesWholeOnly_data()
{
    QTest::addColumn<fs::path>("path");
    QTest::newRow("interlaced PNG") << written("a.png",
        files::png(picture(CV_8UC3), {.rows = files::PngOptions::Rows::Interlaced}));
}

void tst_ScaledRows::refusesWhatComesWholeOnly()
{
    QFETCH(fs::path, path);
    const auto photo = core::readPhoto(path, inRows(target));
    QCOMPARE(codeOf(photo), Code::ImageTooLarge);
    QVERIFY(!photo.error().detail.empty());
    QVERIFY(core::readPhoto(path, {.exactly = target})); // below the limit
}

void tst_ScaledRows::refusesToMakeMoreThanTheLimit()
{
    const auto path = written("much.png", files::png(picture(CV_8UC3)));
    QCOMPARE(codeOf(core::readPhoto(path, inRows({200, 150}))), Code::ImageTooLarge);
    QCOMPARE(codeOf(core::readPhoto(path, inRows({}))), Code::ImageTooLarge);
    QCOMPARE(codeOf(core::readPhoto(path, {.mostPixels = 20000, .enough = {INT_MAX, INT_MAX}})),
        Code::ImageTooLarge);
}

void tst_ScaledRows::refusesDamagedFiles_data()
{
    QTest::addColumn<fs::path>("path");
    const auto cut = [this](const char *name, files::Bytes bytes, double share) {
        bytes.resize(static_cast<std::size_t>(static_cast<double>(bytes.size()) * share));
        return written(name, bytes);
    };
    const auto png = files::png(picture(CV_8UC3));
    QTest::newRow("PNG, cut in half") << cut("a.png", png, 0.5);
    QTest::newRow("PNG, end missing") << cut("b.png", png, 0.999);
    auto flipped = png;
    flipped[flipped.size() / 2] ^= 0x10;
    QTest::newRow("PNG, flipped bit") << written("c.png", flipped);
    QTest::newRow("PNG, nothing inside") << written("d.png", files::hollowPng(300, 200));
    QTest::newRow("PNG, a bomb") << written("e.png", files::hollowPng(16320, 12240));
}

void tst_ScaledRows::refusesDamagedFiles()
{
    QFETCH(fs::path, path);
    QCOMPARE(codeOf(core::readPhoto(path, inRows(target))), Code::FileDamaged);
}

void tst_ScaledRows::stopsWhenAsked_data()
{
    QTest::addColumn<fs::path>("path");
    QTest::newRow("PNG") << written("a.png", files::png(picture(CV_8UC3)));
}

void tst_ScaledRows::stopsWhenAsked()
{
    QFETCH(fs::path, path);
    std::stop_source stop;
    int reports = 0;
    const core::Progress progress(stop.get_token(), [&](double fraction) {
        ++reports;
        QVERIFY(fraction < 0.5);
        stop.request_stop();
    });
    QCOMPARE(codeOf(core::readPhoto(path, inRows(target), progress)), Code::Cancelled);
    QCOMPARE(reports, 1);
}

void tst_ScaledRows::reportsUpToTheEnd()
{
    const auto path = written("whole.png", files::png(picture(CV_8UC3)));
    std::vector<double> heard;
    const core::Progress progress({}, [&](double fraction) { heard.push_back(fraction); });
    QVERIFY(core::readPhoto(path, inRows(target), progress));
    QVERIFY(std::is_sorted(heard.begin(), heard.end()));
    QCOMPARE(heard.back(), 1.0);
}

QTEST_GUILESS_MAIN(tst_ScaledRows)
#include "tst_scaled_rows.moc"
