#include "core/matte/refine.h"

#include <opencv2/imgproc.hpp>

#include <QTest>

using namespace core;

namespace {

Image plainPhoto(Size size)
{
    return {cv::Mat(size.height, size.width, CV_8UC3, cv::Scalar(90, 120, 60))};
}

Saliency saliencyOf(const cv::Mat &map)
{
    Saliency saliency;
    saliency.map = map;
    saliency.rawMaximum = 1;
    return saliency;
}

} // namespace

class tst_Refine : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void hasTheSizeOfThePhoto_data();
    void hasTheSizeOfThePhoto();
    void isClearOfTheEdgeWhereTheMapIsSure();
    void findsTheEdgeThatThePhotoShows();
    void takesWhatIsNotANumberForBackground();
    void refusesWhatIsNoPhotoOrNoMap();
    void stopsWhenAsked();
};

void tst_Refine::hasTheSizeOfThePhoto_data()
{
    QTest::addColumn<Size>("photo");
    QTest::addColumn<Size>("map");
    QTest::newRow("one pixel") << Size {1, 1} << Size {384, 384};
    QTest::newRow("one row") << Size {300, 1} << Size {384, 384};
    QTest::newRow("one column") << Size {1, 300} << Size {7, 5};
    QTest::newRow("smaller than the map") << Size {100, 80} << Size {384, 384};
    QTest::newRow("larger than the guide") << Size {3000, 20} << Size {64, 64};
    QTest::newRow("from a map of one pixel") << Size {50, 40} << Size {1, 1};
}

void tst_Refine::hasTheSizeOfThePhoto()
{
    QFETCH(Size, photo);
    QFETCH(Size, map);
    const cv::Mat ones(map.height, map.width, CV_32FC1, cv::Scalar(1));
    const auto matte = refinedMatte(plainPhoto(photo), saliencyOf(ones));
    QVERIFY(matte);
    QCOMPARE(matte->size(), photo);
    QCOMPARE(cv::countNonZero(matte->alpha != 255), 0);
}

/// A bright disc on a dark ground, and its map from far away.
void tst_Refine::findsTheEdgeThatThePhotoShows()
{
    const cv::Size size(800, 600);
    cv::Mat truth = cv::Mat::zeros(size, CV_8UC1);
    cv::circle(truth, {400, 300}, 200, cv::Scalar(255), cv::FILLED, cv::LINE_AA);
    Image photo {cv::Mat(size, CV_8UC3)};
    cv::merge(
        std::vector<cv::Mat> {truth * 0.7 + 30, truth * 0.6 + 40, truth * 0.8 + 20}, photo.pixels);
    cv::Mat map;
    cv::resize(truth, map, {64, 64}, 0, 0, cv::INTER_AREA);
    map.convertTo(map, CV_32F, 1 / 255.0);

    const auto matte = refinedMatte(photo, saliencyOf(map));
    QVERIFY(matte);
    cv::Mat plain;
    cv::resize(map, plain, size);
    plain.convertTo(plain, CV_8U, 255);
    const double ours = cv::norm(matte->alpha, truth, cv::NORM_L1);
    const double bilinear = cv::norm(plain, truth, cv::NORM_L1);
    QVERIFY2(ours < bilinear / 4, qPrintable(QString::number(ours / bilinear)));
}

void tst_Refine::isClearOfTheEdgeWhereTheMapIsSure()
{
    cv::Mat map(64, 64, CV_32FC1, cv::Scalar(0.01));
    map.colRange(32, 64).setTo(0.99);
    Image photo {cv::Mat(640, 640, CV_8UC3)};
    cv::randu(photo.pixels, 0, 255);
    const auto matte = refinedMatte(photo, saliencyOf(map));
    QVERIFY(matte);
    QCOMPARE(cv::countNonZero(matte->alpha.colRange(0, 260)), 0);
    QCOMPARE(cv::countNonZero(matte->alpha.colRange(380, 640) != 255), 0);
}

void tst_Refine::takesWhatIsNotANumberForBackground()
{
    const cv::Mat map(8, 8, CV_32FC1, cv::Scalar(std::numeric_limits<float>::quiet_NaN()));
    const auto matte = refinedMatte(plainPhoto({100, 100}), saliencyOf(map));
    QVERIFY(matte);
    QCOMPARE(cv::countNonZero(matte->alpha), 0);
}

void tst_Refine::refusesWhatIsNoPhotoOrNoMap()
{
    const cv::Mat map(8, 8, CV_32FC1, cv::Scalar(1));
    QVERIFY(refinedMatte({}, saliencyOf(map)).error().code == Error::Code::Unexpected);
    QVERIFY(
        refinedMatte(plainPhoto({9, 9}), saliencyOf({})).error().code == Error::Code::Unexpected);
    const Image rgba {cv::Mat(9, 9, CV_8UC4, cv::Scalar())};
    QVERIFY(refinedMatte(rgba, saliencyOf(map)).error().code == Error::Code::Unexpected);
}

void tst_Refine::stopsWhenAsked()
{
    std::stop_source source;
    source.request_stop();
    const Progress stopped(source.get_token(), {});
    const auto matte = refinedMatte(
        plainPhoto({64, 64}), saliencyOf(cv::Mat(8, 8, CV_32FC1, cv::Scalar(0.5))), stopped);
    QVERIFY(!matte);
    QVERIFY(matte.error().code == Error::Code::Cancelled);
}

QTEST_GUILESS_MAIN(tst_Refine)
#include "tst_refine.moc"
