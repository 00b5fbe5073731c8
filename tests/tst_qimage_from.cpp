#include "ui/qimage_from.h"

#include <QtTest>

class tst_QImageFrom : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keepsThePixelsOfEachKind();
    void outlivesTheCoreValue();
    void writingDoesNotReachTheCoreValue();
    void readsRowsThatAreNotContiguous();
    void anEmptyValueIsANullImage();
};

void tst_QImageFrom::keepsThePixelsOfEachKind()
{
    const core::Image photo {cv::Mat(3, 5, CV_8UC3, cv::Scalar(10, 20, 30))};
    QCOMPARE(ui::qimageFrom(photo).size(), QSize(5, 3));
    QCOMPARE(ui::qimageFrom(photo).pixelColor(4, 2), QColor(10, 20, 30));
    const core::Cutout cutout {cv::Mat(3, 5, CV_8UC4, cv::Scalar(10, 20, 30, 40))};
    QCOMPARE(ui::qimageFrom(cutout).pixelColor(0, 0), QColor(10, 20, 30, 40));
    const core::Matte matte {cv::Mat(3, 5, CV_8UC1, cv::Scalar(77))};
    QCOMPARE(ui::qimageFrom(matte).pixelColor(1, 1), QColor(77, 77, 77));
}

void tst_QImageFrom::outlivesTheCoreValue()
{
    QImage image;
    {
        const core::Cutout cutout {cv::Mat(64, 64, CV_8UC4, cv::Scalar(1, 2, 3, 4))};
        image = ui::qimageFrom(cutout);
    }
    QCOMPARE(image.pixelColor(63, 63), QColor(1, 2, 3, 4));
}

void tst_QImageFrom::writingDoesNotReachTheCoreValue()
{
    const core::Image photo {cv::Mat(2, 2, CV_8UC3, cv::Scalar(10, 20, 30))};
    QImage image = ui::qimageFrom(photo);
    image.fill(Qt::white);
    QCOMPARE(int(photo.pixels.at<cv::Vec3b>(0, 0)[0]), 10);
}

void tst_QImageFrom::readsRowsThatAreNotContiguous()
{
    cv::Mat whole(4, 8, CV_8UC3, cv::Scalar(0, 0, 0));
    whole(cv::Rect(3, 1, 2, 2)).setTo(cv::Scalar(9, 9, 9));
    const QImage image = ui::qimageFrom(core::Image {whole(cv::Rect(3, 1, 2, 2))});
    QCOMPARE(image.pixelColor(0, 0), QColor(9, 9, 9));
    QCOMPARE(image.pixelColor(1, 1), QColor(9, 9, 9));
}

void tst_QImageFrom::anEmptyValueIsANullImage()
{
    QVERIFY(ui::qimageFrom(core::Image {}).isNull());
    QVERIFY(ui::qimageFrom(core::Cutout {}).isNull());
}

QTEST_GUILESS_MAIN(tst_QImageFrom)
#include "tst_qimage_from.moc"
