#include "core/image/profile_steps.h"

#include "core/image/colour.h"
#include "tests/support/made_profiles.h"

#include <opencv2/core.hpp>

#include <QTest>

#include <algorithm>

using Icc = std::vector<std::uint8_t>;

class tst_ProfileSteps : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void agreesWithLcms_data();
    void agreesWithLcms();
    void labAgreesWithLcms();
    void otherProfilesAreLeftToLcms();
    void deepGreyAgreesWithLcms();
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

void tst_ProfileSteps::agreesWithLcms_data()
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
void tst_ProfileSteps::agreesWithLcms()
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

void tst_ProfileSteps::labAgreesWithLcms()
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

/// lcms2 has to do what we do not: here a profile in floating point.
void tst_ProfileSteps::otherProfilesAreLeftToLcms()
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

void tst_ProfileSteps::deepGreyAgreesWithLcms()
{
    const cv::Mat grey = colours(CV_16UC1);
    const Icc icc = profiles::ofGrey(1.8);
    const auto image = core::convertedToSrgb(grey, icc);
    QVERIFY(image);
    const cv::Mat exact = byLcms(grey, opened(icc), TYPE_GRAY_16);
    QCOMPARE(cv::norm(image->pixels, exact, cv::NORM_INF), 0.0);
}

QTEST_GUILESS_MAIN(tst_ProfileSteps)
#include "tst_profile_steps.moc"
