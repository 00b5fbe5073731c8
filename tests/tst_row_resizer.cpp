#include "core/image/resize.h"
#include "core/image/row_resizer.h"

#include <opencv2/core.hpp>

#include <QTest>

#include <algorithm>

using core::Error;
using core::FirstPass;
using core::Image;
using core::RowResizer;
using core::Size;

class tst_RowResizer : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void equalsTheWholePictureBitForBit_data();
    void equalsTheWholePictureBitForBit();
    void rowsThatAreColumnsGiveTheTurnedPicture_data();
    void rowsThatAreColumnsGiveTheTurnedPicture();
    void isCompleteWithTheLastRow();
    void refusesRowsThatDoNotBelong();
};

namespace {

/// Noise: the hardest picture, since each rounding shows.
Image noise(Size size, int type)
{
    Image image {cv::Mat(size.height, size.width, type)};
    cv::RNG random(7);
    random.fill(image.pixels, cv::RNG::UNIFORM, 0, image.isDeep() ? 65536 : 256);
    return image;
}

core::Result<Image> resizedInRows(
    const Image &image, Size target, int rowsAtOnce, FirstPass firstPass = FirstPass::Across)
{
    RowResizer resizer(image.size(), target, firstPass);
    for (int y = 0; y < image.pixels.rows; y += rowsAtOnce) {
        const int end = std::min(image.pixels.rows, y + rowsAtOnce);
        if (const auto added = resizer.add(image.pixels.rowRange(y, end)); !added)
            return tl::unexpected(added.error());
    }
    return resizer.image();
}

bool areEqual(const Image &a, const Image &b)
{
    return a.size() == b.size() && a.pixels.type() == b.pixels.type()
        && cv::norm(a.pixels, b.pixels, cv::NORM_INF) == 0;
}

} // namespace

void tst_RowResizer::equalsTheWholePictureBitForBit_data()
{
    QTest::addColumn<int>("type");
    QTest::addColumn<Size>("from");
    QTest::addColumn<Size>("target");
    QTest::addColumn<int>("rowsAtOnce");
    QTest::newRow("one row after another") << CV_8UC3 << Size {320, 240} << Size {111, 83} << 1;
    QTest::newRow("alpha") << CV_8UC4 << Size {320, 240} << Size {111, 83} << 7;
    QTest::newRow("all at once") << CV_8UC3 << Size {320, 240} << Size {111, 83} << 240;
    QTest::newRow("much smaller") << CV_8UC4 << Size {300, 2000} << Size {3, 5} << 64;
    QTest::newRow("larger") << CV_8UC3 << Size {31, 22} << Size {90, 70} << 5;
    QTest::newRow("as large") << CV_8UC3 << Size {31, 22} << Size {31, 22} << 5;
    QTest::newRow("one pixel") << CV_8UC4 << Size {1, 1} << Size {4, 3} << 1;
    QTest::newRow("16 bit") << CV_16UC3 << Size {320, 240} << Size {111, 83} << 9;
    QTest::newRow("16 bit, alpha") << CV_16UC4 << Size {320, 240} << Size {111, 83} << 9;
    QTest::newRow("only lower") << CV_8UC3 << Size {50, 400} << Size {50, 21} << 33;
}

void tst_RowResizer::equalsTheWholePictureBitForBit()
{
    QFETCH(int, type);
    QFETCH(Size, from);
    QFETCH(Size, target);
    QFETCH(int, rowsAtOnce);
    const Image image = noise(from, type);
    const auto whole = core::resizedLanczos(image, target);
    const auto inRows = resizedInRows(image, target, rowsAtOnce);
    QVERIFY(whole && inRows);
    QVERIFY(areEqual(*inRows, *whole));
}

void tst_RowResizer::rowsThatAreColumnsGiveTheTurnedPicture_data()
{
    QTest::addColumn<int>("type");
    QTest::newRow("opaque") << CV_8UC3;
    QTest::newRow("alpha") << CV_8UC4;
}

void tst_RowResizer::rowsThatAreColumnsGiveTheTurnedPicture()
{
    QFETCH(int, type);
    const Image stored = noise({320, 240}, type);
    Image upright;
    cv::transpose(stored.pixels, upright.pixels);
    const auto whole = core::resizedLanczos(upright, {83, 111});
    auto inRows = resizedInRows(stored, {111, 83}, 10, FirstPass::Down);
    QVERIFY(whole && inRows);
    Image turned;
    cv::transpose(inRows->pixels, turned.pixels);
    QVERIFY(areEqual(turned, *whole));
}

void tst_RowResizer::isCompleteWithTheLastRow()
{
    const Image image = noise({20, 10}, CV_8UC3);
    RowResizer resizer({20, 10}, {5, 5});
    QVERIFY(resizer.add(image.pixels.rowRange(0, 9)));
    QVERIFY(!resizer.isComplete());
    QVERIFY(resizer.add(image.pixels.rowRange(9, 10)));
    QVERIFY(resizer.isComplete());
}

void tst_RowResizer::refusesRowsThatDoNotBelong()
{
    RowResizer resizer({20, 10}, {5, 5});
    const auto codeOf = [&resizer](const cv::Mat &rows) {
        const auto added = resizer.add(rows);
        return added ? Error::Code::Cancelled : added.error().code;
    };
    QCOMPARE(codeOf(cv::Mat(1, 20, CV_8UC1)), Error::Code::Unexpected);
    QCOMPARE(codeOf(cv::Mat(1, 19, CV_8UC3)), Error::Code::Unexpected);
    QCOMPARE(codeOf(cv::Mat(11, 20, CV_8UC3)), Error::Code::Unexpected);
    QVERIFY(resizer.add(cv::Mat(9, 20, CV_8UC3, cv::Scalar::all(0))));
    QCOMPARE(codeOf(cv::Mat(1, 20, CV_8UC4)), Error::Code::Unexpected);
    QCOMPARE(codeOf(cv::Mat(2, 20, CV_8UC3)), Error::Code::Unexpected);
}

QTEST_GUILESS_MAIN(tst_RowResizer)
#include "tst_row_resizer.moc"
