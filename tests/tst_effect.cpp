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
    void keepsTheAlpha_data();
    void keepsTheAlpha();
    void aThumbnailLooksAsThePrint_data() { everyEffect(); }
    void aThumbnailLooksAsThePrint();
    void stopsWhenAsked_data() { everyEffect(); }
    void stopsWhenAsked();
    void theStickersOutlineIsWhiteAndFits();
    void theStickerFillsHolesAndDropsSpecks();

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

void tst_Effect::keepsTheAlpha_data()
{
    QTest::addColumn<QByteArray>("id");
    for (const char *id : {"original", "black-and-white", "pop-art", "halftone", "sketch"})
        QTest::newRow(id) << QByteArray(id);
}

void tst_Effect::keepsTheAlpha()
{
    QFETCH(QByteArray, id);
    const Cutout cutout = animal({333, 222});
    const auto result = effectNamed(id.toStdString())->apply(cutout, {});
    QVERIFY(result);
    std::vector<cv::Mat> before;
    std::vector<cv::Mat> after;
    cv::split(cutout.rgba, before);
    cv::split(result->rgba, after);
    QCOMPARE(cv::norm(before[3], after[3], cv::NORM_INF), 0.0);
}

/// The print scaled down against the effect on the photo scaled down: means over the animal.
void tst_Effect::aThumbnailLooksAsThePrint()
{
    QFETCH(QByteArray, id);
    const Effect *effect = effectNamed(id.toStdString());
    const auto print = effect->apply(animal({2600, 2000}), {});
    const auto thumbnail = effect->apply(animal({260, 200}), {});
    QVERIFY(print && thumbnail);
    QVERIFY(std::abs(print->rgba.cols / 10.0 - thumbnail->rgba.cols) <= 2);
    cv::Mat small;
    cv::resize(print->rgba, small, thumbnail->rgba.size(), 0, 0, cv::INTER_AREA);
    cv::Mat smallSoft;
    cv::Mat thumbnailSoft;
    cv::blur(small, smallSoft, {9, 9}); // a halftone's dots may stand elsewhere
    cv::blur(thumbnail->rgba, thumbnailSoft, {9, 9});
    const double away = cv::norm(smallSoft, thumbnailSoft, cv::NORM_L1) / double(small.total() * 4);
    QVERIFY2(away < 5, qPrintable(QString::number(away)));
}

void tst_Effect::stopsWhenAsked()
{
    QFETCH(QByteArray, id);
    if (id == "original")
        QSKIP("nothing to stop");
    std::stop_source source;
    source.request_stop();
    const auto result =
        effectNamed(id.toStdString())->apply(animal({300, 240}), Progress(source.get_token(), {}));
    QVERIFY(!result);
    QVERIFY(result.error().code == Error::Code::Cancelled);
}

void tst_Effect::theStickersOutlineIsWhiteAndFits()
{
    const Cutout cutout {cv::Mat(400, 600, CV_8UC4, cv::Scalar(200, 10, 10, 255))};
    const auto result = effectNamed("sticker")->apply(cutout, {});
    QVERIFY(result);
    const int grown = (result->rgba.cols - 600) / 2;
    QVERIFY(grown >= 15 && grown <= 20); // 2.5 % of 600, and room for smoothing
    QCOMPARE(result->rgba.rows - 400, result->rgba.cols - 600);
    QCOMPARE(result->rgba.at<cv::Vec4b>(grown + 200, grown - 8), cv::Vec4b(255, 255, 255, 255));
    QCOMPARE(result->rgba.at<cv::Vec4b>(grown + 200, grown), cv::Vec4b(200, 10, 10, 255));
    QCOMPARE(result->rgba.at<cv::Vec4b>(0, 0), cv::Vec4b(0, 0, 0, 0));
}

void tst_Effect::theStickerFillsHolesAndDropsSpecks()
{
    Cutout cutout {cv::Mat(600, 600, CV_8UC4, cv::Scalar())};
    cv::circle(cutout.rgba, {250, 250}, 180, cv::Scalar(9, 9, 9, 255), cv::FILLED);
    cv::circle(cutout.rgba, {250, 250}, 100, cv::Scalar(0, 0, 0, 0), cv::FILLED);
    cv::circle(cutout.rgba, {560, 560}, 6, cv::Scalar(9, 9, 9, 255), cv::FILLED);
    const auto result = effectNamed("sticker")->apply(cutout, {});
    QVERIFY(result);
    const int grown = (result->rgba.cols - 600) / 2;
    QCOMPARE(result->rgba.at<cv::Vec4b>(grown + 250, grown + 250), cv::Vec4b(255, 255, 255, 255));
    QCOMPARE(int(result->rgba.at<cv::Vec4b>(grown + 560, grown + 560)[3]), 0);
}

QTEST_GUILESS_MAIN(tst_Effect)
#include "tst_effect.moc"
