#include "core/image/colour.h"
#include "core/image/profile_steps.h"
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
    void agreesWithLcms_data();
    void agreesWithLcms();
    void labAgreesWithLcms();
    void srgbOfAnyDepthIsLeftAsItIs();
    void otherProfilesAreLeftToLcms();
    void deepGreyAgreesWithLcms();
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

/// Colours from everywhere, more of them dark than bright: what is dark shows most.
cv::Mat colours(int type)
{
    cv::Mat pixels(300, 100, type);
    cv::RNG random(7);
    const double most = pixels.depth() == CV_16U ? 65535 : 255;
    for (int y = 0; y < pixels.rows; ++y)
        for (int i = 0; i < pixels.cols * pixels.channels(); ++i) {
            const double share = random.uniform(0.0, 1.0);
            const double value = y == 0 ? i % 2 : y < 100 ? share * share * share : share;
            if (pixels.depth() == CV_16U)
                pixels.ptr<std::uint16_t>(y)[i] = cv::saturate_cast<std::uint16_t>(value * most);
            else
                pixels.ptr(y)[i] = cv::saturate_cast<std::uint8_t>(value * most);
        }
    return pixels;
}

/// What lcms2 computes for each colour by itself, in floating point, as 16-bit sRGB.
cv::Mat byLcms(const cv::Mat &pixels, cmsHPROFILE source, cmsUInt32Number format)
{
    const auto target = cmsCreate_sRGBProfile();
    const auto transform = cmsCreateTransform(source, format, target, TYPE_RGB_FLT,
        INTENT_RELATIVE_COLORIMETRIC,
        cmsFLAGS_NOOPTIMIZE | cmsFLAGS_NOCACHE | cmsFLAGS_BLACKPOINTCOMPENSATION);
    cv::Mat exact(pixels.size(), CV_32FC3);
    cmsDoTransform(transform, pixels.data, exact.data, static_cast<cmsUInt32Number>(pixels.total()));
    cmsDeleteTransform(transform);
    cmsCloseProfile(target);
    cmsCloseProfile(source);
    cv::Mat rounded;
    exact.convertTo(rounded, CV_16U, 65535);
    return rounded;
}

cmsHPROFILE opened(const Icc &icc)
{
    return cmsOpenProfileFromMem(icc.data(), static_cast<cmsUInt32Number>(icc.size()));
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

void tst_Colour::agreesWithLcms_data()
{
    QTest::addColumn<Icc>("icc");
    QTest::addColumn<bool>("isOfInks");
    const auto add = [](const char *name, const Icc &icc, bool isOfInks = false) {
        QTest::newRow(name) << icc << isOfInks;
    };
    using namespace profiles;
    add("Adobe RGB", adobeRgb());
    add("Adobe RGB, version 4", ofMatrix(cmsBuildGamma(nullptr, 2.19921875), adobeLights, 4.3));
    add("Display P3", core::displayP3Profile());
    add("ProPhoto", ofMatrix(cmsBuildGamma(nullptr, 1.8), proPhotoLights));
    add("ProPhoto's lights, sRGB's formula, version 4", ofMatrix(srgbFormula(), proPhotoLights, 4.3));
    add("Adobe's lights, a curve of numbers", ofMatrix(srgbTable(), adobeLights));
    add("linear", ofMatrix(cmsBuildGamma(nullptr, 1), srgbLights));
    add("BT.2020, PQ", core::profileOf(core::NamedColours {.primaries = 9, .transfer = 16}));
    for (const double version : {2.1, 4.3})
        for (const double gamma : {1.0, 1.8}) {
            const auto name = QStringLiteral("version %1, gamma %2").arg(version).arg(gamma);
            add(qPrintable(QStringLiteral("tables, ") + name),
                ofTables(cmsSigRgbData, version, gamma));
            add(qPrintable(QStringLiteral("inks, ") + name),
                ofTables(cmsSigCmykData, version, gamma), true);
        }
}

/// Both at 8 and at 16 bits, and by our own steps: what is left to lcms2 cannot differ from it.
void tst_Colour::agreesWithLcms()
{
    QFETCH(Icc, icc);
    QFETCH(bool, isOfInks);
    const auto profile = opened(icc);
    QVERIFY(core::stepsOf(profile));
    cmsCloseProfile(profile);
    const auto converted = isOfInks ? core::cmykToSrgb : core::convertedToSrgb;
    const int channels = isOfInks ? 4 : 3;
    const cv::Mat deep = colours(CV_MAKETYPE(CV_16U, channels));
    const cv::Mat exact = byLcms(deep, opened(icc), isOfInks ? TYPE_CMYK_16 : TYPE_RGB_16);
    const auto ours = converted(deep, icc);
    QVERIFY(ours);
    const double difference = cv::norm(ours->pixels, exact, cv::NORM_INF);
    qInfo("largest difference: %.0f of 65535", difference);
    // 257 is a level of 8 bit. Inside lcms2 tables work in 16 bits, whose steps are wide in the dark.
    QVERIFY2(difference <= 40, qPrintable(QString::number(difference)));

    const cv::Mat bytes = colours(CV_MAKETYPE(CV_8U, channels));
    cv::Mat expected;
    byLcms(bytes, opened(icc), isOfInks ? TYPE_CMYK_8 : TYPE_RGB_8)
        .convertTo(expected, CV_8U, 1.0 / 257);
    const auto ourBytes = converted(bytes, icc);
    QVERIFY(ourBytes);
    QVERIFY(cv::norm(ourBytes->pixels, expected, cv::NORM_INF) <= 1);
}

void tst_Colour::labAgreesWithLcms()
{
    const cv::Mat lab = colours(CV_16UC3);
    cv::Mat unpacked(lab.size(), CV_32FC3);
    for (int i = 0; i < static_cast<int>(lab.total()); ++i) {
        const auto stored = lab.at<cv::Vec3w>(i / lab.cols, i % lab.cols);
        unpacked.at<cv::Vec3f>(i / lab.cols, i % lab.cols) = {
            stored[0] * 100.0F / 0xFF00, stored[1] / 256.0F - 128, stored[2] / 256.0F - 128};
    }
    const cv::Mat exact = byLcms(unpacked, cmsCreateLab4Profile(nullptr), TYPE_Lab_FLT);
    const auto ours = core::labToSrgb(lab);
    QVERIFY(ours);
    const double difference = cv::norm(ours->pixels, exact, cv::NORM_INF);
    qInfo("largest difference: %.0f of 65535", difference);
    QVERIFY2(difference <= 2, qPrintable(QString::number(difference)));
}

void tst_Colour::srgbOfAnyDepthIsLeftAsItIs()
{
    for (const int type : {CV_8UC3, CV_16UC3, CV_16UC4})
        for (const auto &icc : {Icc(), core::srgbProfile()}) {
            const cv::Mat pixels = colours(type);
            const auto image = core::convertedToSrgb(pixels, icc);
            QVERIFY(image);
            QCOMPARE(cv::norm(image->pixels, pixels, cv::NORM_INF), 0.0);
        }
}

/// lcms2 has to do what we do not: here a profile in floating point.
void tst_Colour::otherProfilesAreLeftToLcms()
{
    auto *tables = cmsPipelineAlloc(nullptr, 3, 3);
    auto *table = cmsStageAllocCLutFloat(nullptr, 2, 3, 3, nullptr);
    cmsStageSampleCLutFloat(
        table,
        [](const cmsFloat32Number in[], cmsFloat32Number out[], void *) {
            std::copy_n(in, 3, out); // as XYZ
            return TRUE;
        },
        nullptr, 0);
    cmsPipelineInsertStage(tables, cmsAT_END, table);
    const auto profile = opened(adobeRgb());
    cmsSetProfileVersion(profile, 4.3);
    cmsWriteTag(profile, cmsSigDToB1Tag, tables);
    cmsPipelineFree(tables);
    QVERIFY(!core::stepsOf(profile));
    const Icc icc = profiles::saved(profile);
    const cv::Mat pixels = colours(CV_16UC4);
    cv::Mat rgb(pixels.size(), CV_16UC3);
    const int first3[] {0, 0, 1, 1, 2, 2};
    cv::mixChannels(&pixels, 1, &rgb, 1, first3, 3);
    const cv::Mat exact = byLcms(rgb, opened(icc), TYPE_RGB_16);
    const auto ours = core::convertedToSrgb(pixels, icc);
    QVERIFY(ours);
    cv::Mat colour(pixels.size(), CV_16UC3);
    cv::mixChannels(&ours->pixels, 1, &colour, 1, first3, 3);
    QCOMPARE(cv::norm(colour, exact, cv::NORM_INF), 0.0);
    cv::Mat alpha;
    cv::extractChannel(ours->pixels, alpha, 3);
    cv::Mat before;
    cv::extractChannel(pixels, before, 3);
    QCOMPARE(cv::norm(alpha, before, cv::NORM_INF), 0.0);
}

void tst_Colour::deepGreyAgreesWithLcms()
{
    const cv::Mat grey = colours(CV_16UC1);
    const Icc icc = profiles::ofGrey(1.8);
    const auto image = core::convertedToSrgb(grey, icc);
    QVERIFY(image);
    const cv::Mat exact = byLcms(grey, opened(icc), TYPE_GRAY_16);
    QCOMPARE(cv::norm(image->pixels, exact, cv::NORM_INF), 0.0);
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
