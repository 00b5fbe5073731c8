#include "core/image/compose.h"

#include <opencv2/core.hpp>

#include <QTest>

using core::Colour;
using core::Cutout;

class tst_Compose : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void blendsByAlpha_data();
    void blendsByAlpha();
    void deepOnesBlendAsTheFormulaSays();
    void checkerCellsAlternate();
    void alphaComesFromTheMatte();
    void hiddenColoursAreCleared();
};

void tst_Compose::blendsByAlpha_data()
{
    QTest::addColumn<int>("alpha");
    QTest::addColumn<Colour>("expected"); // of (255, 100, 0) over (0, 100, 200)
    QTest::newRow("opaque") << 255 << Colour {255, 100, 0};
    QTest::newRow("half") << 128 << Colour {128, 100, 100};
    QTest::newRow("barely there") << 1 << Colour {1, 100, 199};
    QTest::newRow("transparent") << 0 << Colour {0, 100, 200};
}

void tst_Compose::blendsByAlpha()
{
    QFETCH(int, alpha);
    const Cutout cutout {cv::Mat(2, 3, CV_8UC4, cv::Scalar(255, 100, 0, alpha))};
    const auto composed = core::composedOver(cutout, {0, 100, 200});
    const auto pixel = composed.pixels.at<cv::Vec3b>(1, 2);
    QTEST((Colour {pixel[0], pixel[1], pixel[2]}), "expected");
}

void tst_Compose::deepOnesBlendAsTheFormulaSays()
{
    cv::Mat rgba(64, 64, CV_16UC4);
    cv::RNG(3).fill(rgba, cv::RNG::UNIFORM, 0, 65536);
    rgba.at<cv::Vec4w>(0, 0) = {65535, 0, 1, 65535};
    rgba.at<cv::Vec4w>(0, 1) = {65535, 0, 1, 0};
    const auto composed = core::composedOver({rgba}, {255, 100, 0});
    QCOMPARE(composed.pixels.type(), CV_16UC3);
    const double behind[] {65535, 100 * 257, 0};
    for (int i = 0; i < 64 * 64; ++i) {
        const auto from = rgba.at<cv::Vec4w>(i / 64, i % 64);
        const auto to = composed.pixels.at<cv::Vec3w>(i / 64, i % 64);
        const double share = from[3] / 65535.0;
        for (int c = 0; c < 3; ++c)
            QVERIFY(std::abs(to[c] - (from[c] * share + behind[c] * (1 - share))) < 0.51);
    }
    QCOMPARE(core::overWhite({rgba}).pixels.at<cv::Vec3w>(0, 1), cv::Vec3w::all(65535));
}

void tst_Compose::checkerCellsAlternate()
{
    const Cutout clear {cv::Mat(5, 5, CV_8UC4, cv::Scalar::all(0))};
    const auto composed = core::composedOverChecker(clear, {255, 255, 255}, {9, 9, 9}, 2);
    const int expected[5] = {255, 255, 9, 9, 255};
    for (int i = 0; i < 5; ++i) {
        QCOMPARE(int(composed.pixels.at<cv::Vec3b>(0, i)[0]), expected[i]);
        QCOMPARE(int(composed.pixels.at<cv::Vec3b>(i, 0)[0]), expected[i]);
        QCOMPARE(int(composed.pixels.at<cv::Vec3b>(i, i)[0]), 255);
    }
}

void tst_Compose::alphaComesFromTheMatte()
{
    const core::Matte matte {(cv::Mat_<std::uint8_t>(1, 2) << 7, 255)};
    for (const int type : {CV_8UC3, CV_8UC4}) {
        const auto cutout = core::withAlpha({cv::Mat(1, 2, type, cv::Scalar(1, 2, 3, 4))}, matte);
        QCOMPARE(cutout.rgba.at<cv::Vec4b>(0, 0), cv::Vec4b(1, 2, 3, 7));
        QCOMPARE(cutout.rgba.at<cv::Vec4b>(0, 1), cv::Vec4b(1, 2, 3, 255));
    }
}

void tst_Compose::hiddenColoursAreCleared()
{
    Cutout cutout {(cv::Mat_<cv::Vec4b>(1, 2) << cv::Vec4b(9, 8, 7, 0), cv::Vec4b(9, 8, 7, 1))};
    core::clearHidden(cutout);
    QCOMPARE(cutout.rgba.at<cv::Vec4b>(0, 0), cv::Vec4b(0, 0, 0, 0));
    QCOMPARE(cutout.rgba.at<cv::Vec4b>(0, 1), cv::Vec4b(9, 8, 7, 1));
}

QTEST_GUILESS_MAIN(tst_Compose)
#include "tst_compose.moc"
