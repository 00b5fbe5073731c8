#include "core/image/frame.h"

#include <opencv2/core.hpp>

#include <QTest>

#include <algorithm>

using core::Frame;

class tst_Frame : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void holdsWhatIsVisible_data();
    void holdsWhatIsVisible();
    void equalsThePlainSearch();
    void leastSaysWhatCounts();
};

void tst_Frame::holdsWhatIsVisible_data()
{
    QTest::addColumn<cv::Rect>("animal");
    QTest::addColumn<int>("alpha");
    QTest::addColumn<Frame>("expected");
    QTest::newRow("inside") << cv::Rect(3, 2, 5, 4) << 255 << Frame {3, 2, {5, 4}};
    QTest::newRow("all of it") << cv::Rect(0, 0, 20, 10) << 255 << Frame {0, 0, {20, 10}};
    QTest::newRow("a corner") << cv::Rect(19, 9, 1, 1) << 8 << Frame {19, 9, {1, 1}};
    QTest::newRow("too faint to see") << cv::Rect(3, 2, 5, 4) << 7 << Frame {};
    QTest::newRow("nothing") << cv::Rect(3, 2, 5, 4) << 0 << Frame {};
}

void tst_Frame::holdsWhatIsVisible()
{
    QFETCH(cv::Rect, animal);
    QFETCH(int, alpha);
    cv::Mat matte(10, 20, CV_8UC1, cv::Scalar(0));
    matte(animal) = alpha;
    QTEST(core::visibleFrame(matte), "expected");
    cv::Mat rgba(10, 20, CV_8UC4, cv::Scalar(255, 255, 255, 0));
    rgba(animal) = cv::Scalar(255, 255, 255, alpha);
    QTEST(core::visibleFrame(rgba), "expected");
    cv::Mat deep(10, 20, CV_16UC4, cv::Scalar(65535, 65535, 65535, 255)); // less than 1 of 255
    deep(animal) = cv::Scalar(65535, 65535, 65535, alpha * 257);
    QTEST(core::visibleFrame(deep), "expected");
}

void tst_Frame::equalsThePlainSearch()
{
    cv::RNG random(11);
    for (int round = 0; round < 200; ++round) {
        cv::Mat matte(random.uniform(1, 12), random.uniform(1, 12), CV_8UC1, cv::Scalar(0));
        for (int dots = random.uniform(1, 4); dots > 0; --dots)
            matte.at<std::uint8_t>(random.uniform(0, matte.rows), random.uniform(0, matte.cols)) =
                255;
        std::vector<cv::Point> points;
        cv::findNonZero(matte, points);
        const auto [left, right] = std::ranges::minmax(points, {}, &cv::Point::x);
        const auto [top, bottom] = std::ranges::minmax(points, {}, &cv::Point::y);
        QCOMPARE(core::visibleFrame(matte),
            (Frame {left.x, top.y, {right.x - left.x + 1, bottom.y - top.y + 1}}));
    }
}

void tst_Frame::leastSaysWhatCounts()
{
    cv::Mat matte(10, 20, CV_8UC1, cv::Scalar(1));
    matte(cv::Rect(3, 2, 5, 4)) = 100;
    QCOMPARE(core::visibleFrame(matte, 0), (Frame {0, 0, {20, 10}}));
    QCOMPARE(core::visibleFrame(matte, 1), (Frame {3, 2, {5, 4}}));
    QCOMPARE(core::visibleFrame(matte, 100), Frame {});
}

QTEST_GUILESS_MAIN(tst_Frame)
#include "tst_frame.moc"
