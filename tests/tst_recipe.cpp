#include "core/image/frame.h"
#include "core/print/recipe.h"

#include <opencv2/core.hpp>

#include <QTest>

using core::Cutout;
using core::Error;
using core::Frame;
using core::PrintSize;
using core::Recipe;
using core::Size;
using core::Trim;

class tst_Recipe : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void withoutASizeThePixelsStay();
    void canvasAndScaleFollowTheRecipe_data();
    void canvasAndScaleFollowTheRecipe();
    void theAnimalStandsInTheMiddle();
    void aWhiteAnimalStaysWhite();
    void nothingHidesUnderTransparency();
    void impossiblePrintsAreRefused_data();
    void impossiblePrintsAreRefused();
    void stopsWhenAsked();
};

namespace {

/// A transparent photo with one animal of one colour.
Cutout cutoutOf(Size size, const cv::Rect &animal, const cv::Scalar &colour = {200, 100, 50, 255})
{
    Cutout cutout {cv::Mat(size.height, size.width, CV_8UC4, cv::Scalar::all(0))};
    cutout.rgba(animal) = colour;
    return cutout;
}

} // namespace

void tst_Recipe::withoutASizeThePixelsStay()
{
    const Cutout cutout = cutoutOf({40, 30}, {5, 6, 7, 8});
    const auto picture = core::printPicture(cutout, {.dotsPerInch = 240});
    QVERIFY(picture);
    QCOMPARE(cv::norm(picture->cutout.rgba, cutout.rgba, cv::NORM_INF), 0.0);
    QCOMPARE(picture->dotsPerInch, 240.0);
    QCOMPARE(picture->scale, 1.0);
}

void tst_Recipe::canvasAndScaleFollowTheRecipe_data()
{
    QTest::addColumn<Recipe>("recipe");
    QTest::addColumn<Size>("canvas");
    QTest::addColumn<double>("scale");
    const PrintSize inch {25.4, 25.4};
    QTest::newRow("trimmed") << Recipe {.trim = Trim::Animal} << Size {50, 25} << 1.0;
    QTest::newRow("trimmed with a margin of 10 pixels")
        << Recipe {.dotsPerInch = 254, .trim = Trim::Animal, .marginMm = 1} << Size {70, 45} << 1.0;
    QTest::newRow("a margin is for trimmed animals only")
        << Recipe {.dotsPerInch = 254, .marginMm = 1} << Size {200, 100} << 1.0;
    QTest::newRow("frame on a product, smaller")
        << Recipe {.size = inch, .dotsPerInch = 100} << Size {100, 100} << 0.5;
    QTest::newRow("animal on a product, larger")
        << Recipe {.size = inch, .dotsPerInch = 100, .trim = Trim::Animal} << Size {100, 100}
        << 2.0;
    QTest::newRow("animal on a product with a margin")
        << Recipe {.size = inch, .dotsPerInch = 100, .trim = Trim::Animal, .marginMm = 6.35}
        << Size {100, 100} << 1.0;
    QTest::newRow("a margin larger than the product leaves a dot")
        << Recipe {.size = inch, .dotsPerInch = 100, .trim = Trim::Animal, .marginMm = 100}
        << Size {100, 100} << 0.02;
}

void tst_Recipe::canvasAndScaleFollowTheRecipe()
{
    QFETCH(Recipe, recipe);
    QFETCH(double, scale);
    const auto picture = core::printPicture(cutoutOf({200, 100}, {30, 40, 50, 25}), recipe);
    QVERIFY(picture);
    QTEST(picture->cutout.size(), "canvas");
    QCOMPARE(picture->scale, scale);
}

void tst_Recipe::theAnimalStandsInTheMiddle()
{
    const Recipe recipe {.size = PrintSize {25.4, 25.4}, .dotsPerInch = 100, .trim = Trim::Animal};
    const auto picture = core::printPicture(cutoutOf({200, 100}, {30, 40, 50, 25}), recipe);
    QVERIFY(picture);
    QCOMPARE(core::visibleFrame(picture->cutout.rgba), (Frame {0, 25, {100, 50}}));
    QCOMPARE(picture->cutout.rgba.at<cv::Vec4b>(50, 50), cv::Vec4b(200, 100, 50, 255));
}

void tst_Recipe::aWhiteAnimalStaysWhite()
{
    const Cutout cutout = cutoutOf({200, 100}, {30, 40, 50, 25}, {255, 255, 255, 128});
    const Recipe recipe {.size = PrintSize {40, 30}, .dotsPerInch = 111, .trim = Trim::Animal};
    const auto picture = core::printPicture(cutout, recipe);
    QVERIFY(picture);
    const cv::Mat &rgba = picture->cutout.rgba;
    QCOMPARE(rgba.at<cv::Vec4b>(rgba.rows / 2, rgba.cols / 2), cv::Vec4b(255, 255, 255, 128));
    const auto isWhite = [](const cv::Vec4b &p) {
        return p[3] == 0 || (p[0] & p[1] & p[2]) == 255;
    };
    QVERIFY(std::all_of(rgba.begin<cv::Vec4b>(), rgba.end<cv::Vec4b>(), isWhite));
}

void tst_Recipe::nothingHidesUnderTransparency()
{
    const Recipe recipe {.size = PrintSize {40, 30}, .dotsPerInch = 111};
    const auto picture = core::printPicture(cutoutOf({200, 100}, {30, 40, 50, 25}), recipe);
    QVERIFY(picture);
    const cv::Mat &rgba = picture->cutout.rgba;
    const auto isClean = [](const cv::Vec4b &p) { return p[3] != 0 || p == cv::Vec4b(); };
    QVERIFY(std::all_of(rgba.begin<cv::Vec4b>(), rgba.end<cv::Vec4b>(), isClean));
}

void tst_Recipe::impossiblePrintsAreRefused_data()
{
    QTest::addColumn<Recipe>("recipe");
    QTest::addColumn<int>("alpha");
    QTest::addColumn<int>("code");
    const PrintSize large {5000, 5000};
    QTest::newRow("nothing to trim to")
        << Recipe {.trim = Trim::Animal} << 7 << int(Error::Code::NoAnimal);
    QTest::newRow("a house at 300 DPI")
        << Recipe {.size = large} << 255 << int(Error::Code::ImageTooLarge);
    QTest::newRow("absurd resolution")
        << Recipe {.size = large, .dotsPerInch = 1e300} << 255 << int(Error::Code::ImageTooLarge);
    QTest::newRow("absurd margin") << Recipe {.trim = Trim::Animal, .marginMm = 1e300} << 255
                                   << int(Error::Code::ImageTooLarge);
    QTest::newRow("no resolution")
        << Recipe {.dotsPerInch = 0} << 255 << int(Error::Code::Unexpected);
}

void tst_Recipe::impossiblePrintsAreRefused()
{
    QFETCH(Recipe, recipe);
    QFETCH(int, alpha);
    QFETCH(int, code);
    const auto picture =
        core::printPicture(cutoutOf({20, 10}, {3, 4, 5, 2}, {9, 9, 9, double(alpha)}), recipe);
    QVERIFY(!picture);
    QCOMPARE(int(picture.error().code), code);
}

void tst_Recipe::stopsWhenAsked()
{
    std::stop_source stop;
    stop.request_stop();
    const auto picture = core::printPicture(cutoutOf({200, 100}, {30, 40, 50, 25}),
        {.size = PrintSize {100, 100}}, {stop.get_token(), {}});
    QVERIFY(!picture);
    QCOMPARE(picture.error().code, Error::Code::Cancelled);
}

QTEST_GUILESS_MAIN(tst_Recipe)
#include "tst_recipe.moc"
