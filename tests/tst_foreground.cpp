#include "core/image/compose.h"
#include "core/image/depth.h"
#include "core/matte/foreground.h"

#include <opencv2/imgproc.hpp>

#include <QTest>

#include <set>

using namespace core;

namespace {

Image evenPhoto(cv::Size size, cv::Scalar colour)
{
    return {cv::Mat(size, CV_8UC3, colour)};
}

/// A disc with a soft edge `softness` px wide.
cv::Mat softDisc(cv::Size size, int softness)
{
    cv::Mat alpha = cv::Mat::zeros(size, CV_8UC1);
    cv::circle(
        alpha, {size.width / 2, size.height / 2}, size.height / 3, cv::Scalar(255), cv::FILLED);
    cv::blur(alpha, alpha, {softness, softness});
    return alpha;
}

/// What a camera sees: `animal` over `ground` with that alpha, rounded to bytes.
Image composed(const cv::Mat &alpha, cv::Scalar animal, cv::Scalar ground)
{
    Image photo {cv::Mat(alpha.size(), CV_8UC3)};
    for (int y = 0; y < alpha.rows; ++y) {
        for (int x = 0; x < alpha.cols; ++x) {
            const double a = alpha.at<std::uint8_t>(y, x) / 255.0;
            for (int c = 0; c < 3; ++c)
                photo.pixels.at<cv::Vec3b>(y, x)[c] =
                    cv::saturate_cast<std::uint8_t>(a * animal[c] + (1 - a) * ground[c]);
        }
    }
    return photo;
}

/// Nearest neighbour as PyMatting has it.
cv::Mat nearest(const cv::Mat &picture, cv::Size size)
{
    cv::Mat result(size, picture.type());
    for (int y = 0; y < size.height; ++y)
        for (int x = 0; x < size.width; ++x)
            picture.row(y * picture.rows / size.height)
                .col(x * picture.cols / size.width)
                .copyTo(result.row(y).col(x));
    return result;
}

struct Mixture
{
    cv::Mat_<cv::Vec3f> animal;
    cv::Mat_<cv::Vec3f> background;
};

/// One raster sweep of PyMatting's estimate_foreground_ml, colours 0..1, in place.
void sweep(const cv::Mat_<cv::Vec3f> &photo, const cv::Mat_<float> &alpha, Mixture &mixture)
{
    const std::array<cv::Point, 4> sides {
        cv::Point(-1, 0), cv::Point(1, 0), cv::Point(0, -1), cv::Point(0, 1)};
    for (int y = 0; y < photo.rows; ++y) {
        for (int x = 0; x < photo.cols; ++x) {
            const float a = alpha(y, x);
            cv::Vec3f animal = a * photo(y, x);
            cv::Vec3f background = (1 - a) * photo(y, x);
            float sum = 0;
            for (const cv::Point side : sides) {
                const int row = std::clamp(y + side.y, 0, photo.rows - 1);
                const int column = std::clamp(x + side.x, 0, photo.cols - 1);
                const float weight = 1e-5F + std::abs(a - alpha(row, column));
                animal += weight * mixture.animal(row, column);
                background += weight * mixture.background(row, column);
                sum += weight;
            }
            const float own = a * a + sum;
            const float other = (1 - a) * (1 - a) + sum;
            const float both = a * (1 - a);
            const float inverse = 1 / (own * other - both * both);
            for (int c = 0; c < 3; ++c) {
                mixture.animal(y, x)[c] =
                    std::clamp(inverse * (other * animal[c] - both * background[c]), 0.0F, 1.0F);
                mixture.background(y, x)[c] =
                    std::clamp(inverse * (own * background[c] - both * animal[c]), 0.0F, 1.0F);
            }
        }
    }
}

/// The reference method, plainly: inspyrenet spec, section 16.1. Returns colours 0..1.
cv::Mat_<cv::Vec3f> referenceForeground(const cv::Mat &photo, const cv::Mat &matte)
{
    cv::Mat colours;
    cv::Mat alpha;
    photo.convertTo(colours, CV_32F, 1 / 255.0);
    matte.convertTo(alpha, CV_32F, 1 / 255.0);
    Mixture mixture {cv::Mat(1, 1, CV_32FC3, cv::mean(colours, alpha > 0.9F)),
        cv::Mat(1, 1, CV_32FC3, cv::mean(colours, alpha < 0.1F))};
    const int levels = int(std::ceil(std::log2(std::max(photo.cols, photo.rows))));
    for (int level = 0; level <= levels; ++level) {
        const double part = double(level) / levels;
        const cv::Size size(int(std::lround(std::pow(photo.cols, part))),
            int(std::lround(std::pow(photo.rows, part))));
        mixture = {nearest(mixture.animal, size), nearest(mixture.background, size)};
        const cv::Mat small = nearest(colours, size);
        const cv::Mat smallAlpha = nearest(alpha, size);
        const int sweeps = size.width <= 32 && size.height <= 32 ? 10 : 2;
        for (int i = 0; i < sweeps; ++i)
            sweep(small, smallAlpha, mixture);
    }
    return mixture.animal;
}

} // namespace

class tst_Foreground : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void takesAnySize_data();
    void takesAnySize();
    void freesTheEdgeOfTheGround_data();
    void freesTheEdgeOfTheGround();
    void staysCloseToTheReferenceMethod();
    void deepPhotosAreSolvedDeep();
    void keepsOpaqueBytesAndClearsHiddenOnes();
    void doesNotDependOnThreads();
    void refusesSizesThatDiffer();
    void stopsWhenAsked();
};

void tst_Foreground::takesAnySize_data()
{
    QTest::addColumn<Size>("size");
    QTest::newRow("one pixel") << Size {1, 1};
    QTest::newRow("one row") << Size {777, 1};
    QTest::newRow("one column") << Size {1, 300};
    QTest::newRow("odd") << Size {131, 257};
}

void tst_Foreground::takesAnySize()
{
    QFETCH(Size, size);
    const cv::Scalar colour(200, 100, 50);
    for (const int opacity : {0, 1, 128, 254, 255}) {
        const cv::Mat alpha(size.height, size.width, CV_8UC1, cv::Scalar(opacity));
        const auto cutout = foregroundFreed(evenPhoto(alpha.size(), colour), {alpha});
        QVERIFY(cutout);
        QCOMPARE(cutout->size(), size);
        const cv::Vec4b pixel = cutout->rgba.at<cv::Vec4b>(size.height - 1, size.width - 1);
        QCOMPARE(int(pixel[3]), opacity);
        if (opacity == 0 || opacity == 255)
            QCOMPARE(int(pixel[0]), opacity ? 200 : 0);
    }
}

void tst_Foreground::freesTheEdgeOfTheGround_data()
{
    QTest::addColumn<Colour>("animal");
    QTest::addColumn<Colour>("ground");
    QTest::newRow("white on black") << Colour {255, 255, 255} << Colour {0, 0, 0};
    QTest::newRow("black on white") << Colour {0, 0, 0} << Colour {255, 255, 255};
    QTest::newRow("red on green") << Colour {255, 0, 0} << Colour {0, 255, 0};
}

void tst_Foreground::freesTheEdgeOfTheGround()
{
    QFETCH(Colour, animal);
    QFETCH(Colour, ground);
    const cv::Mat alpha = softDisc({400, 300}, 21);
    const Image photo =
        composed(alpha, {double(animal.red), double(animal.green), double(animal.blue)},
            {double(ground.red), double(ground.green), double(ground.blue)});
    const auto cutout = foregroundFreed(photo, {alpha});
    QVERIFY(cutout);
    for (int y = 0; y < alpha.rows; ++y) {
        for (int x = 0; x < alpha.cols; ++x) {
            const cv::Vec4b pixel = cutout->rgba.at<cv::Vec4b>(y, x);
            QCOMPARE(pixel[3], alpha.at<std::uint8_t>(y, x));
            if (pixel[3] == 0)
                QCOMPARE(pixel, cv::Vec4b(0, 0, 0, 0));
            if (pixel[3] == 0 || pixel[3] == 255)
                continue;
            // The photo's bytes are rounded: at alpha a that is half a level divided by a.
            const int slack = 1 + 255 / (2 * pixel[3]);
            const cv::Vec4b wanted(animal.red, animal.green, animal.blue, pixel[3]);
            const double away = cv::norm(pixel, wanted, cv::NORM_INF);
            QVERIFY2(away <= slack, qPrintable(QStringLiteral("%1 at %2").arg(away).arg(pixel[3])));
            if (animal.red == 255 && pixel[3] >= 128)
                QCOMPARE(int(pixel[0]), 255);
        }
    }
}

/// Colours that change slowly across animal and ground, and a wide soft edge. Differences are
/// weighted by alpha, as they are seen: at alpha 0.02 both methods guess.
void tst_Foreground::staysCloseToTheReferenceMethod()
{
    const cv::Mat alpha = softDisc({220, 160}, 31);
    Image photo {cv::Mat(alpha.size(), CV_8UC3)};
    for (int y = 0; y < alpha.rows; ++y) {
        for (int x = 0; x < alpha.cols; ++x) {
            const double a = alpha.at<std::uint8_t>(y, x) / 255.0;
            const cv::Vec3d animal(200 + x / 5, 120 + 40 * std::sin(y / 9.0), 60 + y / 3);
            const cv::Vec3d ground(30 + y / 4, 140 - x / 3, 90 + 50 * std::sin(x / 11.0));
            photo.pixels.at<cv::Vec3b>(y, x) = cv::Vec3b(a * animal + (1 - a) * ground);
        }
    }
    const auto cutout = foregroundFreed(photo, {alpha});
    QVERIFY(cutout);
    const cv::Mat_<cv::Vec3f> reference = referenceForeground(photo.pixels, alpha);
    double difference = 0;
    double weights = 0;
    for (int y = 0; y < alpha.rows; ++y) {
        for (int x = 0; x < alpha.cols; ++x) {
            const cv::Vec4b ours = cutout->rgba.at<cv::Vec4b>(y, x);
            if (ours[3] == 0 || ours[3] == 255)
                continue;
            for (int c = 0; c < 3; ++c)
                difference += ours[3] * std::abs(ours[c] - 255.0 * reference(y, x)[c]);
            weights += 3 * ours[3];
        }
    }
    QVERIFY2(difference / weights < 2, qPrintable(QString::number(difference / weights)));
}

/// Ramps finer than 8 bit can show, behind a wide soft edge. The bytes' result is the rounded deep
/// one, but for what rounding the photo itself costs: half a level divided by alpha.
void tst_Foreground::deepPhotosAreSolvedDeep()
{
    const cv::Mat alpha = softDisc({600, 400}, 41);
    Image photo {cv::Mat(alpha.size(), CV_16UC3)};
    for (int y = 0; y < alpha.rows; ++y)
        for (int x = 0; x < alpha.cols; ++x) {
            const double a = alpha.at<std::uint8_t>(y, x) / 255.0;
            const cv::Vec3d animal(30000 + 20 * x, 50000 - 17 * y, 20000 + 5 * x + 5 * y);
            photo.pixels.at<cv::Vec3w>(y, x) =
                a * animal + (1 - a) * cv::Vec3d(9000 + 10 * y, 60000 - 20 * x, 30000);
        }
    const auto deep = foregroundFreed(photo, {alpha});
    const auto bytes = foregroundFreed({inEightBits(photo.pixels)}, {alpha});
    QVERIFY(deep && bytes);
    QCOMPARE(deep->rgba.type(), CV_16UC4);
    std::set<int> levels;
    double farthest = 0;
    for (int y = 0; y < alpha.rows; ++y)
        for (int x = 0; x < alpha.cols; ++x) {
            const auto pixel = deep->rgba.at<cv::Vec4w>(y, x);
            const auto opacity = alpha.at<std::uint8_t>(y, x);
            QCOMPARE(int(pixel[3]), opacity * 257);
            if (opacity == 0)
                QCOMPARE(pixel, cv::Vec4w());
            if (opacity == 255)
                QCOMPARE(cv::Vec3w(pixel[0], pixel[1], pixel[2]), photo.pixels.at<cv::Vec3w>(y, x));
            if (opacity > 0 && opacity < 255)
                levels.insert(pixel[0]);
            const double slack = opacity == 0 ? 0 : 1 + 255.0 / (2 * opacity);
            for (int c = 0; c < 3; ++c) {
                const double away =
                    std::abs(pixel[c] / 257.0 - bytes->rgba.at<cv::Vec4b>(y, x)[c]);
                farthest = std::max(farthest, away - slack);
            }
        }
    QVERIFY2(farthest <= 0, qPrintable(QString::number(farthest)));
    QVERIFY2(levels.size() > 2000, qPrintable(QString::number(levels.size())));
}

void tst_Foreground::keepsOpaqueBytesAndClearsHiddenOnes()
{
    const cv::Mat alpha = softDisc({300, 260}, 9);
    Image photo {cv::Mat(alpha.size(), CV_8UC3)};
    cv::randu(photo.pixels, 0, 256);
    const auto cutout = foregroundFreed(photo, {alpha});
    QVERIFY(cutout);
    cv::Mat colours;
    cv::cvtColor(cutout->rgba, colours, cv::COLOR_RGBA2RGB);
    cv::Mat difference;
    cv::absdiff(colours, photo.pixels, difference);
    difference.setTo(cv::Scalar(), alpha < 255);
    QCOMPARE(cv::norm(difference, cv::NORM_INF), 0.0);
    colours.setTo(cv::Scalar(), alpha > 0);
    QCOMPARE(cv::norm(colours, cv::NORM_INF), 0.0);
}

void tst_Foreground::doesNotDependOnThreads()
{
    const cv::Mat alpha = softDisc({700, 500}, 41);
    Image photo {cv::Mat(alpha.size(), CV_8UC3)};
    cv::randu(photo.pixels, 0, 256);
    const int threads = cv::getNumThreads();
    cv::setNumThreads(1);
    const auto alone = foregroundFreed(photo, {alpha});
    cv::setNumThreads(3);
    const auto together = foregroundFreed(photo, {alpha});
    cv::setNumThreads(threads);
    QVERIFY(alone && together);
    QCOMPARE(cv::norm(alone->rgba, together->rgba, cv::NORM_INF), 0.0);
}

void tst_Foreground::refusesSizesThatDiffer()
{
    const auto cutout =
        foregroundFreed(evenPhoto({9, 9}, {}), {cv::Mat(8, 9, CV_8UC1, cv::Scalar(9))});
    QVERIFY(!cutout);
    QVERIFY(cutout.error().code == Error::Code::Unexpected);
}

void tst_Foreground::stopsWhenAsked()
{
    std::stop_source source;
    source.request_stop();
    const auto cutout = foregroundFreed(evenPhoto({64, 64}, {}),
        {cv::Mat(64, 64, CV_8UC1, cv::Scalar(90))}, Progress(source.get_token(), {}));
    QVERIFY(!cutout);
    QVERIFY(cutout.error().code == Error::Code::Cancelled);
}

QTEST_GUILESS_MAIN(tst_Foreground)
#include "tst_foreground.moc"
