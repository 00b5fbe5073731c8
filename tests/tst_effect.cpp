#include "core/effects/effect.h"

#include <opencv2/imgproc.hpp>

#include <QTest>

#include <set>

using namespace core;

namespace {

/// A soft disc with a gradient in it.
Cutout animal(cv::Size size)
{
    Cutout cutout {cv::Mat(size, CV_8UC4, cv::Scalar())};
    cv::Mat alpha = cv::Mat::zeros(size, CV_8UC1);
    cv::circle(
        alpha, {size.width / 2, size.height / 2}, size.height / 3, cv::Scalar(255), cv::FILLED);
    cv::blur(alpha, alpha, {5, 5});
    for (int y = 0; y < size.height; ++y)
        for (int x = 0; x < size.width; ++x)
            if (const std::uint8_t a = alpha.at<std::uint8_t>(y, x))
                cutout.rgba.at<cv::Vec4b>(y, x) = {
                    std::uint8_t(255 * x / size.width), std::uint8_t(200 * y / size.height), 90, a};
    return cutout;
}

} // namespace

class tst_Effect : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void originalComesFirstAndChangesNothing();
    void namesAreUniqueAndFound();
    void nothingHidesUnderTransparency_data() { everyEffect(); }
    void nothingHidesUnderTransparency();
    void takesAnySize_data() { everyEffect(); }
    void takesAnySize();
    void leavesItsInputAlone_data() { everyEffect(); }
    void leavesItsInputAlone();
    void refusesWhatIsNoCutout_data() { everyEffect(); }
    void refusesWhatIsNoCutout();

private:
    static void everyEffect();
};

void tst_Effect::everyEffect()
{
    QTest::addColumn<QByteArray>("id");
    for (const Effect &effect : allEffects())
        QTest::newRow(effect.id.c_str()) << QByteArray::fromStdString(effect.id);
}

void tst_Effect::originalComesFirstAndChangesNothing()
{
    const Cutout cutout = animal({60, 50});
    QCOMPARE(allEffects().front().id, std::string("original"));
    const auto result = allEffects().front().apply(cutout, {});
    QVERIFY(result);
    QCOMPARE(cv::norm(result->rgba, cutout.rgba, cv::NORM_INF), 0.0);
}

void tst_Effect::namesAreUniqueAndFound()
{
    std::set<std::string> names;
    for (const Effect &effect : allEffects()) {
        QVERIFY(names.insert(effect.id).second);
        QCOMPARE(effectNamed(effect.id), &effect);
    }
    QCOMPARE(effectNamed("Original"), nullptr);
    QCOMPARE(effectNamed(""), nullptr);
}

void tst_Effect::nothingHidesUnderTransparency()
{
    QFETCH(QByteArray, id);
    const auto result = effectNamed(id.toStdString())->apply(animal({300, 240}), {});
    QVERIFY(result);
    for (int y = 0; y < result->rgba.rows; ++y)
        for (int x = 0; x < result->rgba.cols; ++x)
            if (const cv::Vec4b pixel = result->rgba.at<cv::Vec4b>(y, x); pixel[3] == 0)
                QCOMPARE(pixel, cv::Vec4b(0, 0, 0, 0));
}

void tst_Effect::takesAnySize()
{
    QFETCH(QByteArray, id);
    const Effect *effect = effectNamed(id.toStdString());
    for (const cv::Size size :
        {cv::Size(1, 1), cv::Size(400, 1), cv::Size(1, 400), cv::Size(7, 5)}) {
        for (const int opacity : {0, 100, 255}) {
            const auto result = effect->apply(
                {cv::Mat(size, CV_8UC4, cv::Scalar(opacity ? 9 : 0, 0, 0, opacity))}, {});
            QVERIFY(result);
            QVERIFY(result->rgba.cols >= size.width && result->rgba.rows >= size.height);
        }
    }
}

void tst_Effect::leavesItsInputAlone()
{
    QFETCH(QByteArray, id);
    const Cutout cutout = animal({120, 90});
    const cv::Mat before = cutout.rgba.clone();
    QVERIFY(effectNamed(id.toStdString())->apply(cutout, {}));
    QCOMPARE(cv::norm(before, cutout.rgba, cv::NORM_INF), 0.0);
}

void tst_Effect::refusesWhatIsNoCutout()
{
    QFETCH(QByteArray, id);
    const Effect *effect = effectNamed(id.toStdString());
    QVERIFY(effect->apply({}, {}).error().code == Error::Code::Unexpected);
    QVERIFY(effect->apply({cv::Mat(4, 4, CV_8UC3, cv::Scalar())}, {}).error().code
        == Error::Code::Unexpected);
}

QTEST_GUILESS_MAIN(tst_Effect)
#include "tst_effect.moc"
