#include "core/inference/map_agreement.h"

#include <opencv2/imgproc.hpp>

#include <QtTest>

#include <limits>

using core::MapDifference;

namespace {

cv::Mat disc(int side, double radius)
{
    cv::Mat map(side, side, CV_32FC1, cv::Scalar(0));
    cv::circle(map, {side / 2, side / 2}, int(side * radius), cv::Scalar(1), cv::FILLED);
    cv::GaussianBlur(map, map, {5, 5}, 0);
    return map;
}

} // namespace

class tst_MapAgreement : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void equalMapsDifferByNothing()
    {
        const MapDifference difference = core::differenceOf(disc(96, 0.3), disc(96, 0.3));
        QCOMPARE(difference.mean, 0.0);
        QCOMPARE(difference.shareOff, 0.0);
        QVERIFY(isWithin(difference, core::parityBound));
    }

    void bothFiguresAreOfAllPixels()
    {
        const cv::Mat zero(10, 10, CV_32FC1, cv::Scalar(0));
        cv::Mat map = zero.clone();
        map(cv::Rect(0, 0, 2, 5)).setTo(0.5); // off
        map(cv::Rect(5, 5, 1, 5)).setTo(0.05); // not off
        const MapDifference difference = core::differenceOf(map, zero);
        QVERIFY(std::abs(difference.mean - 0.0525) < 1e-6);
        QVERIFY(std::abs(difference.shareOff - 0.1) < 1e-6);
    }

    void roundingToHalfPassesAndAnythingWrongFails_data()
    {
        QTest::addColumn<double>("everywhere");
        QTest::addColumn<int>("lostRows");
        QTest::addColumn<bool>("passes");
        QTest::newRow("rounding") << 0.003 << 0 << true;
        QTest::newRow("a veil over all") << 0.02 << 0 << false;
        QTest::newRow("a strip is wrong") << 0.0 << 2 << false;
    }
    void roundingToHalfPassesAndAnythingWrongFails()
    {
        QFETCH(const double, everywhere);
        QFETCH(const int, lostRows);
        QFETCH(const bool, passes);
        const cv::Mat reference = disc(96, 0.3);
        cv::Mat map = reference + everywhere;
        if (lostRows > 0)
            map(cv::Rect(0, 48, 96, lostRows)).setTo(0);
        QCOMPARE(isWithin(core::differenceOf(map, reference), core::parityBound), passes);
    }

    void whatIsNotANumberIsWhollyDifferent()
    {
        const cv::Mat reference = disc(64, 0.3);
        const cv::Mat nothing(
            64, 64, CV_32FC1, cv::Scalar(std::numeric_limits<double>::quiet_NaN()));
        const MapDifference difference = core::differenceOf(nothing, reference);
        QCOMPARE(difference.mean, 1.0);
        QCOMPARE(difference.shareOff, 1.0);
    }

    void twoSizesOfOneMaskAgree()
    {
        const double mean = core::differenceAt({96, 96}, disc(384, 0.3), disc(96, 0.3)).mean;
        QVERIFY2(mean < core::secondOpinionBound, std::to_string(mean).c_str());
    }

    void aLostPartOfTheAnimalIsADisagreement()
    {
        cv::Mat lame = disc(384, 0.3);
        lame(cv::Rect(0, 192, 384, 192)).setTo(0); // half of the disc
        const double mean = core::differenceAt({96, 96}, lame, disc(96, 0.3)).mean;
        QVERIFY2(mean > core::secondOpinionBound, std::to_string(mean).c_str());
    }

    void theTestPictureHasAnAnimalAndIsAlwaysTheSame()
    {
        const core::Image picture = core::parityPicture(256);
        QCOMPARE(picture.size(), (core::Size {256, 256}));
        QCOMPARE(cv::norm(picture.pixels, core::parityPicture(256).pixels, cv::NORM_INF), 0.0);
        const cv::Vec3b fur = picture.pixels.at<cv::Vec3b>(160, 128);
        const cv::Vec3b ground = picture.pixels.at<cv::Vec3b>(20, 20);
        QVERIFY(fur[0] > ground[0] + 100);
    }
};

QTEST_GUILESS_MAIN(tst_MapAgreement)
#include "tst_map_agreement.moc"
