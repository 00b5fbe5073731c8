#include "core/image/colour.h"
#include "tests/support/made_profiles.h"

#include <opencv2/core.hpp>

#include <QTest>

#include <cmath>

using core::Error;
using Icc = std::vector<std::uint8_t>;

class tst_Colour : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void srgbProfileSaysWhatItIs();
    void displayP3ProfileHoldsWiderColours();
    void srgbIsRecognised_data();
    void srgbIsRecognised();
    void wideColoursBecomeSrgb();
    void greyFollowsItsCurve();
    void everyKindOfPixelsKeepsItsDepth_data();
    void everyKindOfPixelsKeepsItsDepth();
    void srgbOfAnyDepthIsLeftAsItIs();
    void alphaIsCarriedThroughAProfile();
    void manyRowsAgreeWithOne();
    void brokenProfilesAreRefused_data();
    void brokenProfilesAreRefused();
    void inksWithoutAProfileAreMixedPlainly_data();
    void inksWithoutAProfileAreMixedPlainly();
    void inksNeedAnInkProfile();
};

namespace {

Icc adobeRgb()
{
    return profiles::ofMatrix(cmsBuildGamma(nullptr, 2.19921875), profiles::adobeLights);
}

} // namespace

void tst_Colour::srgbProfileSaysWhatItIs()
{
    const Icc &icc = core::srgbProfile();
    QVERIFY(icc.size() > 128);
    QCOMPARE(core::profileName(icc), std::string("sRGB IEC61966-2.1"));
    QCOMPARE(int(icc[8]), 2); // version
    // The year in the header is ours, not that of this run.
    QCOMPARE(icc[24] * 256 + icc[25], 2026);
    QCOMPARE(icc[31] + icc[33] + icc[35], 0);
}

void tst_Colour::displayP3ProfileHoldsWiderColours()
{
    const Icc &icc = core::displayP3Profile();
    QCOMPARE(core::profileName(icc), std::string("Display P3"));
    const cv::Mat colours(1, 1, CV_8UC3, cv::Scalar(234, 51, 35)); // P3's numbers for sRGB's red
    const auto image = core::convertedToSrgb(colours, icc);
    QVERIFY(image);
    const auto red = image->pixels.at<cv::Vec3b>(0, 0);
    QVERIFY2(red[0] >= 254 && red[1] <= 6 && red[2] <= 6,
        qPrintable(QStringLiteral("%1 %2 %3").arg(red[0]).arg(red[1]).arg(red[2])));
}

void tst_Colour::srgbIsRecognised_data()
{
    QTest::addColumn<Icc>("icc");
    QTest::addColumn<bool>("expected");
    QTest::newRow("our own") << core::srgbProfile() << true;
    QTest::newRow("as lcms makes it") << profiles::saved(cmsCreate_sRGBProfile()) << true;
    QTest::newRow("its curve as a table, as in most photos") << profiles::ofMatrix(profiles::srgbTable(), profiles::srgbLights) << true;
    QTest::newRow("Adobe RGB") << adobeRgb() << false;
    QTest::newRow("sRGB's primaries, another curve")
        << profiles::ofMatrix(cmsBuildGamma(nullptr, 2.2), profiles::srgbLights) << false;
    QTest::newRow("grey") << profiles::ofGrey(2.2) << false;
    QTest::newRow("no profile at all") << Icc() << false;
    QTest::newRow("noise") << Icc(500, 7) << false;
}

void tst_Colour::srgbIsRecognised()
{
    QFETCH(Icc, icc);
    QTEST(core::isSrgb(icc), "expected");
}

void tst_Colour::wideColoursBecomeSrgb()
{
    // Adobe RGB (0, 255, 0) lies outside sRGB; grey is the same in both but for the curve.
    cv::Mat pixels(1, 2, CV_8UC3);
    pixels.at<cv::Vec3b>(0, 0) = {0, 255, 0};
    pixels.at<cv::Vec3b>(0, 1) = {200, 100, 100};
    const auto image = core::convertedToSrgb(pixels, adobeRgb());
    QVERIFY(image);
    QCOMPARE(image->pixels.at<cv::Vec3b>(0, 0), cv::Vec3b(0, 255, 0));
    // By hand through XYZ: linear 0.586, 0.128 -> (0.768, 0.128, 0.124) -> 227, 100, 99.
    const auto red = image->pixels.at<cv::Vec3b>(0, 1);
    QVERIFY(std::abs(red[0] - 227) <= 2);
    QVERIFY(std::abs(red[1] - 100) <= 2);
    QVERIFY(std::abs(red[2] - 99) <= 2);
}

void tst_Colour::greyFollowsItsCurve()
{
    const auto image =
        core::convertedToSrgb(cv::Mat(1, 1, CV_8UC1, cv::Scalar(128)), profiles::ofGrey(1.0));
    QVERIFY(image);
    const auto pixel = image->pixels.at<cv::Vec3b>(0, 0);
    QVERIFY(std::abs(pixel[0] - 188) <= 1); // linear 0.5 in sRGB
    QCOMPARE(pixel[0], pixel[1]);
    QCOMPARE(pixel[1], pixel[2]);
}

void tst_Colour::everyKindOfPixelsKeepsItsDepth_data()
{
    QTest::addColumn<int>("type");
    QTest::addColumn<bool>("isProfiled");
    for (const int depth : {CV_8U, CV_16U})
        for (int channels = 1; channels <= 4; ++channels)
            for (const bool isProfiled : {false, true})
                QTest::addRow("%d bit, %d channels, %s", depth == CV_8U ? 8 : 16, channels,
                    isProfiled ? "profile" : "plain")
                    << CV_MAKETYPE(depth, channels) << isProfiled;
}

void tst_Colour::everyKindOfPixelsKeepsItsDepth()
{
    QFETCH(int, type);
    QFETCH(bool, isProfiled);
    const int channels = CV_MAT_CN(type);
    const int unit = CV_MAT_DEPTH(type) == CV_8U ? 1 : 257;
    const cv::Scalar grey = channels == 2 ? cv::Scalar(100, 40) : cv::Scalar(100, 100, 100, 40);
    const Icc icc = !isProfiled ? Icc() : channels <= 2 ? profiles::ofGrey(2.2) : core::srgbProfile();
    const auto image = core::convertedToSrgb(cv::Mat(3, 5, type, grey * unit), icc);
    QVERIFY(image);
    QCOMPARE(image->size(), (core::Size {5, 3}));
    QCOMPARE(image->pixels.type(),
        CV_MAKETYPE(CV_MAT_DEPTH(type), channels % 2 == 0 ? 4 : 3));
    cv::Mat values;
    image->pixels.row(2).col(4).reshape(1).convertTo(values, CV_64F, 1.0 / unit);
    for (int c = 0; c < 3; ++c)
        QVERIFY(std::abs(values.at<double>(0, c) - 100) <= 2); // gamma 2.2 is nearly sRGB's curve
    if (channels % 2 == 0)
        QCOMPARE(values.at<double>(0, 3), 40.0);
}

void tst_Colour::srgbOfAnyDepthIsLeftAsItIs()
{
    for (const int type : {CV_8UC3, CV_16UC3, CV_16UC4})
        for (const auto &icc : {Icc(), core::srgbProfile()}) {
            cv::Mat pixels(40, 30, type);
            cv::RNG(7).fill(pixels, cv::RNG::UNIFORM, 0, pixels.depth() == CV_16U ? 65536 : 256);
            const auto image = core::convertedToSrgb(pixels, icc);
            QVERIFY(image);
            QCOMPARE(cv::norm(image->pixels, pixels, cv::NORM_INF), 0.0);
        }
}

void tst_Colour::alphaIsCarriedThroughAProfile()
{
    const auto image =
        core::convertedToSrgb(cv::Mat(2, 2, CV_8UC4, cv::Scalar(200, 100, 100, 77)), adobeRgb());
    QVERIFY(image);
    const auto pixel = image->pixels.at<cv::Vec4b>(1, 1);
    QVERIFY(pixel[0] > 220);
    QCOMPARE(int(pixel[3]), 77);
}

void tst_Colour::manyRowsAgreeWithOne()
{
    cv::Mat pixels(1000, 3, CV_8UC3);
    cv::RNG(7).fill(pixels, cv::RNG::UNIFORM, 0, 256);
    const Icc icc = adobeRgb();
    const auto all = core::convertedToSrgb(pixels, icc);
    QVERIFY(all);
    for (const int y : {0, 63, 64, 500, 999}) {
        const auto one = core::convertedToSrgb(pixels.row(y), icc);
        QVERIFY(one);
        QCOMPARE(cv::norm(one->pixels, all->pixels.row(y), cv::NORM_INF), 0.0);
    }
}

void tst_Colour::brokenProfilesAreRefused_data()
{
    QTest::addColumn<Icc>("icc");
    Icc cut = adobeRgb();
    cut.resize(200);
    QTest::newRow("cut short") << cut;
    QTest::newRow("noise") << Icc(3000, 0xA5);
    QTest::newRow("one byte") << Icc(1, 0);
    QTest::newRow("for grey") << profiles::ofGrey(2.2);
    Icc noTags = adobeRgb();
    std::fill(noTags.begin() + 128, noTags.end(), std::uint8_t {0});
    QTest::newRow("no tags") << noTags;
}

void tst_Colour::brokenProfilesAreRefused()
{
    QFETCH(Icc, icc);
    const auto image = core::convertedToSrgb(cv::Mat(1, 1, CV_8UC3, cv::Scalar::all(1)), icc);
    QVERIFY(!image);
    QCOMPARE(image.error().code, Error::Code::FormatUnsupported);
    core::profileName(icc); // does not crash
}

void tst_Colour::inksWithoutAProfileAreMixedPlainly_data()
{
    QTest::addColumn<cv::Vec4b>("ink");
    QTest::addColumn<cv::Vec3b>("expected");
    QTest::newRow("paper") << cv::Vec4b(0, 0, 0, 0) << cv::Vec3b(255, 255, 255);
    QTest::newRow("black ink") << cv::Vec4b(0, 0, 0, 255) << cv::Vec3b(0, 0, 0);
    QTest::newRow("cyan") << cv::Vec4b(255, 0, 0, 0) << cv::Vec3b(0, 255, 255);
    QTest::newRow("grey magenta") << cv::Vec4b(0, 255, 0, 127) << cv::Vec3b(128, 0, 128);
}

void tst_Colour::inksWithoutAProfileAreMixedPlainly()
{
    QFETCH(cv::Vec4b, ink);
    const auto image = core::cmykToSrgb(cv::Mat(1, 1, CV_8UC4, cv::Scalar(ink)), {});
    QVERIFY(image);
    QTEST(image->pixels.at<cv::Vec3b>(0, 0), "expected");
    const auto deep = core::cmykToSrgb(cv::Mat(1, 1, CV_16UC4, cv::Scalar(ink) * 257), {});
    QVERIFY(deep);
    QFETCH(cv::Vec3b, expected);
    for (int c = 0; c < 3; ++c)
        QVERIFY(std::abs(deep->pixels.at<cv::Vec3w>(0, 0)[c] - expected[c] * 257) <= 128);
}

void tst_Colour::inksNeedAnInkProfile()
{
    const auto image = core::cmykToSrgb(cv::Mat(1, 1, CV_8UC4, cv::Scalar::all(0)), adobeRgb());
    QVERIFY(!image);
    QCOMPARE(image.error().code, Error::Code::FormatUnsupported);
}

QTEST_GUILESS_MAIN(tst_Colour)
#include "tst_colour.moc"
