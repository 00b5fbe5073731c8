#include "ui/canvas_transform.h"

#include <QTest>

using namespace ui;

class tst_CanvasTransform : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void fitsAndCentres_data();
    void fitsAndCentres();
    void zoomingKeepsWhatIsUnderThePointer();
    void aPhotoCannotBeLost_data();
    void aPhotoCannotBeLost();
    void stepsAreRoundAndMonotone();
};

void tst_CanvasTransform::fitsAndCentres_data()
{
    QTest::addColumn<QRectF>("extent");
    QTest::addColumn<double>("zoom");
    QTest::addColumn<QPointF>("origin");
    QTest::newRow("large: fills the height") << QRectF(0, 0, 1000, 1840) << 0.5 << QPointF(250, 40);
    QTest::newRow("wide: fills the width") << QRectF(0, 0, 3680, 920) << 0.25 << QPointF(40, 385);
    QTest::newRow("smaller than the screen: not enlarged")
        << QRectF(0, 0, 500, 500) << 1.0 << QPointF(250, 250);
    QTest::newRow("tiny: four times") << QRectF(0, 0, 20, 10) << 4.0 << QPointF(460, 480);
    QTest::newRow("an outline beyond the photo counts")
        << QRectF(-100, 0, 1840, 200) << 0.5 << QPointF(90, 450);
}

void tst_CanvasTransform::fitsAndCentres()
{
    QFETCH(QRectF, extent);
    QFETCH(double, zoom);
    QFETCH(QPointF, origin);
    const CanvasTransform fitted = fittedTransform(extent, {1000, 1000}, 40);
    QCOMPARE(fitted.zoom, zoom);
    QCOMPARE(fitted.origin, origin);
}

void tst_CanvasTransform::zoomingKeepsWhatIsUnderThePointer()
{
    const CanvasTransform before {0.34, {120, -30}};
    const QPointF pointer(611, 207);
    const CanvasTransform after = zoomedAround(before, pointer, 2.5);
    QCOMPARE(after.zoom, 2.5);
    const QPointF moved = after.toPhoto(pointer) - before.toPhoto(pointer);
    QVERIFY(moved.manhattanLength() < 1e-6);
    QCOMPARE(zoomedAround(before, pointer, 1e9).zoom, CanvasTransform::mostZoom);
    QCOMPARE(zoomedAround(before, pointer, 0).zoom, CanvasTransform::leastZoom);
}

void tst_CanvasTransform::aPhotoCannotBeLost_data()
{
    QTest::addColumn<QPointF>("origin");
    QTest::addColumn<QPointF>("expected");
    QTest::newRow("pushed out to the right") << QPointF(900, -300) << QPointF(0, -300);
    QTest::newRow("pushed out to the left") << QPointF(-5000, -300) << QPointF(-1000, -300);
    QTest::newRow("inside: stays") << QPointF(-200, -300) << QPointF(-200, -300);
    QTest::newRow("between pixels: on whole ones")
        << QPointF(-200.4, -299.6) << QPointF(-200, -300);
}

void tst_CanvasTransform::aPhotoCannotBeLost()
{
    QFETCH(QPointF, origin);
    QFETCH(QPointF, expected);
    QCOMPARE(kept({2, origin}, {0, 0, 1000, 1000}, {1000, 1000}).origin, expected);
}

void tst_CanvasTransform::stepsAreRoundAndMonotone()
{
    QCOMPARE(nextZoomStep(0.34, 1), 0.5);
    QCOMPARE(nextZoomStep(0.34, -1), 0.33);
    QCOMPARE(nextZoomStep(1, 1), 1.5);
    QCOMPARE(nextZoomStep(1, -1), 0.67);
    double zoom = CanvasTransform::leastZoom;
    for (int step = 0; step < 40; ++step)
        zoom = nextZoomStep(zoom, 1);
    QCOMPARE(zoom, CanvasTransform::mostZoom);
    for (int step = 0; step < 40; ++step)
        zoom = nextZoomStep(zoom, -1);
    QCOMPARE(zoom, CanvasTransform::leastZoom);
}

QTEST_APPLESS_MAIN(tst_CanvasTransform)
#include "tst_canvas_transform.moc"
