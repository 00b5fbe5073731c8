#include "core/matte/haze.h"

#include <opencv2/imgproc.hpp>

#include <QTest>

namespace {

constexpr int side = 400; // fur reaches 6 px here

/// An animal (a disc with a soft edge) on clear ground.
cv::Mat animal()
{
    cv::Mat alpha(side, side, CV_32FC1, cv::Scalar(0));
    cv::circle(alpha, {150, 200}, 80, cv::Scalar(1), cv::FILLED);
    cv::GaussianBlur(alpha, alpha, {}, 2);
    return alpha;
}

cv::Mat withBlob(cv::Mat alpha, cv::Point centre, int radius, double opacity)
{
    cv::Mat blob(alpha.size(), CV_32FC1, cv::Scalar(0));
    cv::circle(blob, centre, radius, cv::Scalar(opacity), cv::FILLED);
    cv::GaussianBlur(blob, blob, {}, 2);
    return cv::max(alpha, blob);
}

} // namespace

class tst_Haze : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void judgesWhatStandsBesideTheAnimal_data();
    void judgesWhatStandsBesideTheAnimal();
    void aVeilBetweenSmudgeAndAnimalDoesNotSaveTheSmudge();
    void leavesTheAnimalsSoftEdge();
    void leavesAMatteWithoutAnythingSure();
    void takesAnySize();
};

void tst_Haze::judgesWhatStandsBesideTheAnimal_data()
{
    QTest::addColumn<cv::Point>("centre");
    QTest::addColumn<int>("radius");
    QTest::addColumn<double>("opacity");
    QTest::addColumn<bool>("isHaze");
    QTest::newRow("a faint smudge far away") << cv::Point(330, 200) << 30 << 0.3 << true;
    QTest::newRow("a faint smudge, just parted") << cv::Point(270, 200) << 30 << 0.3 << true;
    QTest::newRow("a tiny smudge far away") << cv::Point(330, 200) << 3 << 0.3 << true;
    QTest::newRow("a second animal") << cv::Point(330, 200) << 30 << 0.9 << false;
    QTest::newRow("soft fur that hangs together") << cv::Point(235, 200) << 20 << 0.3 << false;
    QTest::newRow("a tuft close to the edge") << cv::Point(239, 200) << 2 << 0.35 << false;
}

void tst_Haze::judgesWhatStandsBesideTheAnimal()
{
    QFETCH(const cv::Point, centre);
    QFETCH(const int, radius);
    QFETCH(const double, opacity);
    const cv::Mat haze = core::detachedHaze(withBlob(animal(), centre, radius, opacity));
    QTEST(haze.at<std::uint8_t>(centre) == 255, "isHaze");
}

void tst_Haze::aVeilBetweenSmudgeAndAnimalDoesNotSaveTheSmudge()
{
    cv::Mat alpha = withBlob(animal(), {290, 200}, 40, 0.3);
    alpha = cv::max(alpha, 0.04F);
    const cv::Mat haze = core::detachedHaze(alpha);
    QCOMPARE(haze.at<std::uint8_t>(200, 290), std::uint8_t(255));
    QCOMPARE(haze.at<std::uint8_t>(20, 380), std::uint8_t(255));
}

void tst_Haze::leavesTheAnimalsSoftEdge()
{
    const cv::Mat alpha = withBlob(animal(), {330, 200}, 30, 0.3);
    const cv::Mat haze = core::detachedHaze(alpha);
    cv::Mat lost;
    cv::bitwise_and(haze, animal() > 0.01F, lost);
    QCOMPARE(cv::countNonZero(lost), 0);
}

void tst_Haze::leavesAMatteWithoutAnythingSure()
{
    const cv::Mat alpha(side, side, CV_32FC1, cv::Scalar(0.3));
    QCOMPARE(cv::countNonZero(core::detachedHaze(alpha)), 0);
}

void tst_Haze::takesAnySize()
{
    for (const cv::Size size : {cv::Size(1, 1), cv::Size(300, 1), cv::Size(1, 300)}) {
        const cv::Mat alpha(size, CV_32FC1, cv::Scalar(1));
        QCOMPARE(core::detachedHaze(alpha).size(), size);
        QCOMPARE(cv::countNonZero(core::detachedHaze(alpha)), 0);
    }
}

QTEST_GUILESS_MAIN(tst_Haze)
#include "tst_haze.moc"
