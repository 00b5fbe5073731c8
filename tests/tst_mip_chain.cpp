#include "ui/mip_chain.h"

#include <QTest>

using namespace ui;

class tst_MipChain : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void halvesAreMeans();
    void hiddenColoursDoNotBleed();
    void oddAndThinPicturesHalveToo_data();
    void oddAndThinPicturesHalveToo();
    void givesTheLevelThatFits_data();
    void givesTheLevelThatFits();
    void stopsWhenAsked();
};

void tst_MipChain::halvesAreMeans()
{
    QImage image(2, 2, QImage::Format_RGB888);
    image.setPixelColor(0, 0, QColor(0, 100, 200));
    image.setPixelColor(1, 0, QColor(40, 100, 200));
    image.setPixelColor(0, 1, QColor(80, 100, 200));
    image.setPixelColor(1, 1, QColor(120, 100, 0));
    QCOMPARE(halved(image).pixelColor(0, 0), QColor(60, 100, 150));
}

void tst_MipChain::hiddenColoursDoNotBleed()
{
    QImage image(2, 2, QImage::Format_RGBA8888);
    image.fill(QColor(0, 255, 0, 0));
    image.setPixelColor(0, 0, QColor(255, 0, 0, 255));
    image.setPixelColor(1, 0, QColor(255, 0, 0, 255));
    const QColor mean = halved(image).pixelColor(0, 0);
    QVERIFY(mean.red() > 250);
    QCOMPARE(mean.green(), 0);
    QCOMPARE(mean.alpha(), 128);
}

void tst_MipChain::oddAndThinPicturesHalveToo_data()
{
    QTest::addColumn<QSize>("size");
    QTest::addColumn<QSize>("expected");
    QTest::newRow("odd") << QSize(5, 7) << QSize(2, 3);
    QTest::newRow("one pixel") << QSize(1, 1) << QSize(1, 1);
    QTest::newRow("a line") << QSize(1, 9) << QSize(1, 4);
}

void tst_MipChain::oddAndThinPicturesHalveToo()
{
    QFETCH(QSize, size);
    QFETCH(QSize, expected);
    QImage image(size, QImage::Format_RGB888);
    image.fill(QColor(10, 20, 30));
    const QImage half = halved(image);
    QCOMPARE(half.size(), expected);
    QCOMPARE(half.pixelColor(0, 0), QColor(10, 20, 30));
}

void tst_MipChain::givesTheLevelThatFits_data()
{
    QTest::addColumn<double>("scale");
    QTest::addColumn<int>("width");
    QTest::newRow("enlarged") << 4.0 << 64;
    QTest::newRow("as it is") << 1.0 << 64;
    QTest::newRow("a little smaller") << 0.51 << 64;
    QTest::newRow("a third") << 0.34 << 32;
    QTest::newRow("a tenth") << 0.1 << 8;
    QTest::newRow("nearly nothing") << 0.0001 << 1;
}

void tst_MipChain::givesTheLevelThatFits()
{
    QFETCH(double, scale);
    QFETCH(int, width);
    QImage image(64, 64, QImage::Format_RGB888);
    image.fill(Qt::white);
    MipChain chain(image);
    QVERIFY(chain.isOf(image));
    QCOMPARE(chain.levelFor(scale, {}).width(), width);
}

void tst_MipChain::stopsWhenAsked()
{
    QImage image(64, 64, QImage::Format_RGB888);
    image.fill(Qt::white);
    std::stop_source stop;
    stop.request_stop();
    MipChain chain(image);
    QVERIFY(chain.levelFor(0.1, stop.get_token()).isNull());
    QVERIFY(!chain.levelFor(0.1, {}).isNull());
}

QTEST_APPLESS_MAIN(tst_MipChain)
#include "tst_mip_chain.moc"
