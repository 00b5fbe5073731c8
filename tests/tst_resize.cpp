#include "core/image/depth.h"
#include "core/image/resize.h"
#include "tests/picture_from.h"

#include <opencv2/core.hpp>

#include <QTest>

#include <algorithm>

using core::Error;
using core::Image;
using core::Size;

class tst_Resize : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void bilinearEqualsPillowBitForBit_data();
    void bilinearEqualsPillowBitForBit();
    void lanczosIsWithinOneLevelOfPillow_data();
    void lanczosIsWithinOneLevelOfPillow();
    void everySizeIsReachedAndFlatColourStays_data();
    void everySizeIsReachedAndFlatColourStays();
    void deepPicturesAreResampledAsDeep_data();
    void deepPicturesAreResampledAsDeep();
    void hiddenColoursDoNotBleed_data();
    void hiddenColoursDoNotBleed();
    void whiteAtHalfAlphaStaysWhite();
    void quickHalvesByAveraging();
    void emptyPicturesAndTargetsAreRefused();
    void whatNoMemoryHoldsIsSaid();
    void lanczosStopsWhenAsked();
    void lanczosReportsUpToTheEnd();
};

namespace {

/// The deterministic picture that the bilinear reference was made from.
Image synthetic(int w, int h)
{
    Image image {cv::Mat(h, w, CV_8UC3)};
    const int s = std::min(h, w);
    const int cx = w * 11 / 20;
    const int cy = h * 9 / 20;
    const int r = s * 3 / 10;
    for (int y = 0; y < h; ++y) {
        for (int x = 0; x < w; ++x) {
            cv::Vec3i colour(40 + x * 120 / w, 60 + y * 110 / h, 150 - x * 50 / w - y * 50 / h);
            if ((x - cx) * (x - cx) + (y - cy) * (y - cy) < r * r)
                colour = (x * 16 / s + y * 16 / s) % 2 == 0 ? cv::Vec3i(230, 90, 40)
                                                            : cv::Vec3i(200, 40, 60);
            if (x >= w / 10 && x < w * 3 / 10 && y >= h * 6 / 10 && y < h * 17 / 20)
                colour = {30, 200, 90};
            const int noise = (x * 73 + y * 151 + x * y % 97 * 31) % 17 - 8;
            for (int c = 0; c < 3; ++c)
                image.pixels.at<cv::Vec3b>(y, x)[c] =
                    static_cast<std::uint8_t>(std::clamp(colour[c] + noise, 0, 255));
        }
    }
    return image;
}

double largestDifference(const Image &a, const Image &b)
{
    return a.size() == b.size() ? cv::norm(a.pixels, b.pixels, cv::NORM_INF) : 256;
}

using Resize = core::Result<Image> (*)(const Image &, Size);

core::Result<Image> lanczos(const Image &image, Size target)
{
    return core::resizedLanczos(image, target);
}

} // namespace

Q_DECLARE_METATYPE(Resize)

void tst_Resize::bilinearEqualsPillowBitForBit_data()
{
    QTest::addColumn<Image>("image");
    QTest::addColumn<QByteArray>("reference");
    QTest::newRow("much smaller") << synthetic(1500, 1000)
                                  << QByteArray("image/bilinear_synth_1500x1000_to_96x64.png");
    QTest::newRow("narrower and higher")
        << pictureFrom("image/chelsea.png") << QByteArray("image/bilinear_chelsea_to_384x384.png");
}

void tst_Resize::bilinearEqualsPillowBitForBit()
{
    QFETCH(Image, image);
    QFETCH(QByteArray, reference);
    const Image expected = pictureFrom(reference.constData());
    QVERIFY(!expected.isEmpty());
    const auto resized = core::resizedBilinear(image, expected.size());
    QVERIFY(resized);
    QCOMPARE(largestDifference(*resized, expected), 0.0);
}

void tst_Resize::lanczosIsWithinOneLevelOfPillow_data()
{
    QTest::addColumn<Image>("image");
    QTest::addColumn<QByteArray>("reference");
    const Image cat = pictureFrom("image/chelsea.png");
    QVERIFY(!cat.isEmpty());
    QTest::newRow("smaller") << cat << QByteArray("image/lanczos_chelsea_to_97x61.png");
    QTest::newRow("larger") << Image {cat.pixels(cv::Rect(150, 100, 40, 30))}
                            << QByteArray("image/lanczos_chelsea_crop_to_97x71.png");
}

void tst_Resize::lanczosIsWithinOneLevelOfPillow()
{
    QFETCH(Image, image);
    QFETCH(QByteArray, reference);
    const Image expected = pictureFrom(reference.constData());
    QVERIFY(!expected.isEmpty());
    const auto resized = core::resizedLanczos(image, expected.size());
    QVERIFY(resized);
    QVERIFY(largestDifference(*resized, expected) <= 1);
}

void tst_Resize::everySizeIsReachedAndFlatColourStays_data()
{
    QTest::addColumn<Resize>("resize");
    QTest::addColumn<Size>("from");
    QTest::addColumn<Size>("target");
    const std::pair<const char *, Resize> ways[] = {{"lanczos", &lanczos},
        {"bilinear", &core::resizedBilinear}, {"quick", &core::resizedQuick}};
    const std::pair<Size, Size> sizes[] = {{{1, 1}, {1, 1}}, {{1, 1}, {7, 5}}, {{7, 5}, {1, 1}},
        {{1, 20000}, {3, 16}}, {{20000, 1}, {16, 3}}, {{3, 3}, {300, 1}}, {{300, 2}, {2, 300}},
        {{64, 64}, {64, 64}}, {{64, 64}, {64, 63}}, {{101, 99}, {100, 100}}};
    for (const auto &[name, resize] : ways)
        for (const auto &[from, target] : sizes)
            QTest::addRow(
                "%s %dx%d to %dx%d", name, from.width, from.height, target.width, target.height)
                << resize << from << target;
}

void tst_Resize::everySizeIsReachedAndFlatColourStays()
{
    QFETCH(Resize, resize);
    QFETCH(Size, from);
    QFETCH(Size, target);
    const cv::Scalar colour(255, 128, 3);
    const auto resized = resize({cv::Mat(from.height, from.width, CV_8UC3, colour)}, target);
    QVERIFY(resized);
    QCOMPARE(resized->size(), target);
    const Image expected {cv::Mat(target.height, target.width, CV_8UC3, colour)};
    QCOMPARE(largestDifference(*resized, expected), 0.0);
}

void tst_Resize::deepPicturesAreResampledAsDeep_data()
{
    QTest::addColumn<int>("channels");
    QTest::newRow("RGB") << 3;
    QTest::newRow("RGBA") << 4;
}

/// The same picture in 8 bit, but finer: a ramp that 8 bit turns into steps stays a ramp.
void tst_Resize::deepPicturesAreResampledAsDeep()
{
    QFETCH(int, channels);
    cv::Mat deep(40, 600, CV_16UC(channels), cv::Scalar::all(65535));
    for (int x = 0; x < deep.cols; ++x)
        deep.col(x).setTo(cv::Scalar(20000 + 7 * x, 65535 - 100 * x, 9 * x, 40000));
    const auto resized = core::resizedLanczos({deep}, {300, 20});
    QVERIFY(resized);
    QCOMPARE(resized->pixels.type(), deep.type());
    for (int x = 4; x < 296; ++x) { // two pixels of the ramp become one; at its ends it is bent
        const auto *pixel = resized->pixels.ptr<std::uint16_t>(9) + x * channels;
        QVERIFY(std::abs(pixel[0] - (20000 + 7 * (2 * x + 0.5))) <= 1);
        QVERIFY(std::abs(pixel[1] - (65535 - 100 * (2 * x + 0.5))) <= 1);
        QVERIFY(std::abs(pixel[2] - 9 * (2 * x + 0.5)) <= 1);
        if (channels == 4)
            QCOMPARE(int(pixel[3]), 40000);
    }
    const auto bytes = core::resizedLanczos({core::inEightBits(deep)}, {300, 20});
    QVERIFY(bytes);
    QVERIFY(largestDifference(*bytes, {core::inEightBits(resized->pixels)}) <= 1);
}

void tst_Resize::hiddenColoursDoNotBleed_data()
{
    QTest::addColumn<Resize>("resize");
    QTest::newRow("lanczos") << Resize(&lanczos);
    QTest::newRow("quick") << Resize(&core::resizedQuick);
}

void tst_Resize::hiddenColoursDoNotBleed()
{
    QFETCH(Resize, resize);
    cv::Mat rgba(30, 30, CV_8UC4, cv::Scalar(0, 255, 0, 0));
    rgba(cv::Rect(0, 0, 14, 30)) = cv::Scalar(200, 10, 90, 255);
    for (const Size target : {Size {13, 13}, Size {71, 71}}) {
        const auto resized = resize({rgba}, target);
        QVERIFY(resized);
        const auto isOk = [](const cv::Vec4b &p) {
            // Rounding of quick's bytes grows with 1 / alpha.
            const int near = p[3] == 0 ? 0 : 1 + 130 / p[3];
            return p[3] == 0 ? p == cv::Vec4b() : p[1] <= 10 + near && p[0] + near >= 200;
        };
        QVERIFY(std::all_of(
            resized->pixels.begin<cv::Vec4b>(), resized->pixels.end<cv::Vec4b>(), isOk));
    }
}

void tst_Resize::whiteAtHalfAlphaStaysWhite()
{
    cv::Mat rgba(40, 40, CV_8UC4, cv::Scalar(0, 0, 0, 0));
    rgba(cv::Rect(10, 10, 20, 20)) = cv::Scalar(255, 255, 255, 128);
    for (const Resize resize : {Resize(&lanczos), Resize(&core::resizedQuick)}) {
        const auto resized = resize({rgba}, {57, 23});
        QVERIFY(resized);
        const auto isWhite = [](const cv::Vec4b &p) {
            return p[3] == 0 || (p[0] & p[1] & p[2]) == 255;
        };
        QVERIFY(std::all_of(
            resized->pixels.begin<cv::Vec4b>(), resized->pixels.end<cv::Vec4b>(), isWhite));
    }
}

void tst_Resize::quickHalvesByAveraging()
{
    cv::Mat stripes(4, 8, CV_8UC3, cv::Scalar::all(0));
    for (int x = 0; x < stripes.cols; x += 2)
        stripes.col(x) = cv::Scalar::all(200);
    const auto halved = core::resizedQuick({stripes}, {4, 2});
    QVERIFY(halved);
    QCOMPARE(largestDifference(*halved, {cv::Mat(2, 4, CV_8UC3, cv::Scalar::all(100))}), 0.0);
}

void tst_Resize::emptyPicturesAndTargetsAreRefused()
{
    const Image dot {cv::Mat(1, 1, CV_8UC3, cv::Scalar::all(0))};
    for (const Resize resize :
        {Resize(&lanczos), Resize(&core::resizedBilinear), Resize(&core::resizedQuick)}) {
        QCOMPARE(resize({}, {4, 4}).error().code, Error::Code::Unexpected);
        QCOMPARE(resize(dot, {0, 4}).error().code, Error::Code::Unexpected);
        QCOMPARE(resize(dot, {4, -1}).error().code, Error::Code::Unexpected);
    }
}

void tst_Resize::whatNoMemoryHoldsIsSaid()
{
#ifdef __SANITIZE_ADDRESS__
    QSKIP("the sanitizer's allocator ends the program where others say no");
#endif
    const Image image {cv::Mat(4, 4, CV_8UC3, cv::Scalar(1, 2, 3))};
    const auto huge = core::resizedQuick(image, {1'000'000'000, 1'000'000}); // 3000 TB
    QVERIFY(!huge);
    QCOMPARE(huge.error().code, Error::Code::OutOfMemory);
}

void tst_Resize::lanczosStopsWhenAsked()
{
    std::stop_source stop;
    const core::Progress progress(stop.get_token(), [&stop](double) { stop.request_stop(); });
    const Image tall {cv::Mat(20000, 8, CV_8UC3, cv::Scalar::all(9))};
    const auto resized = core::resizedLanczos(tall, {8, 19999}, progress);
    QVERIFY(!resized);
    QCOMPARE(resized.error().code, Error::Code::Cancelled);
}

void tst_Resize::lanczosReportsUpToTheEnd()
{
    std::vector<double> fractions;
    const core::Progress progress({}, [&fractions](double f) { fractions.push_back(f); });
    QVERIFY(
        core::resizedLanczos({cv::Mat(2000, 8, CV_8UC3, cv::Scalar::all(9))}, {8, 1999}, progress));
    QVERIFY(!fractions.empty());
    QVERIFY(std::ranges::is_sorted(fractions));
    QCOMPARE(fractions.back(), 1.0);
}

QTEST_GUILESS_MAIN(tst_Resize)
#include "tst_resize.moc"
