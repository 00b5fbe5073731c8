#include "ui/canvas_view.h"
#include "ui/theme.h"

#include <QSignalSpy>
#include <QTest>
#include <QWheelEvent>

using namespace ui;

namespace {

/// A blue photo; its cut-out is a red square in the middle of nothing.
Picture squarePicture(int side, MaskStage stage)
{
    Picture picture;
    picture.photoSize = {800, 600};
    picture.cutoutSize = picture.photoSize;
    const QSize size(side, side * 3 / 4);
    picture.original = QImage(size, QImage::Format_RGB888);
    picture.original.fill(QColor(20, 40, 200));
    picture.stage = stage;
    if (stage == MaskStage::None)
        return picture;
    picture.cutout = QImage(size, QImage::Format_RGBA8888);
    picture.cutout.fill(Qt::transparent);
    const QRect middle(size.width() / 4, size.height() / 4, size.width() / 2, size.height() / 2);
    for (int y = middle.top(); y <= middle.bottom(); ++y)
        for (int x = middle.left(); x <= middle.right(); ++x)
            picture.cutout.setPixelColor(x, y, QColor(200, 30, 20));
    return picture;
}

void wheel(QWidget &widget, QPointF position, int eighthsOfDegrees)
{
    QWheelEvent event(position, widget.mapToGlobal(position), {}, {0, eighthsOfDegrees},
        Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase, false);
    QCoreApplication::sendEvent(&widget, &event);
}

} // namespace

class tst_CanvasView : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void eachModeShowsWhatItSays_data();
    void eachModeShowsWhatItSays();
    void withoutAMaskEveryModeShowsThePhoto();
    void theWipeSplitsAtItsDivider();
    void theDividerMovesByMouseAndKeys();
    void fitsAtFirstAndWhenTheWindowGrows();
    void theWheelZoomsAroundThePointer();
    void aBetterPictureKeepsZoomAndPlace();
    void zTogglesFitAndFullSize();
    void draggingMovesAndArrowsMoveWhenZoomed();
    void anEmptyCanvasTakesEveryEvent();
    void paintingIsQuick();

private:
    QColor seenAt(QPointF photoPoint);
    void settle();
    std::unique_ptr<CanvasView> m_canvas;
};

void tst_CanvasView::init()
{
    m_canvas = std::make_unique<CanvasView>();
    m_canvas->resize(900, 700);
    m_canvas->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_canvas.get()));
    QSignalSpy rendered(m_canvas.get(), &CanvasView::rendered);
    m_canvas->setPicture(squarePicture(400, MaskStage::Preview));
    QTRY_VERIFY(!rendered.isEmpty());
}

/// Until the last request is seen and nothing glides.
void tst_CanvasView::settle()
{
    QSignalSpy rendered(m_canvas.get(), &CanvasView::rendered);
    m_canvas->setGarment(QColor(0x1f, 0x3a, 0x5f)); // asks once more for the same
    QTRY_VERIFY(!rendered.isEmpty());
}

QColor tst_CanvasView::seenAt(QPointF photoPoint)
{
    settle();
    const QRectF photo = m_canvas->photoRect();
    const QPointF there =
        photo.topLeft() + QPointF(photoPoint.x() * photo.width(), photoPoint.y() * photo.height());
    return m_canvas->grab().toImage().pixelColor(there.toPoint());
}

void tst_CanvasView::eachModeShowsWhatItSays_data()
{
    QTest::addColumn<CanvasMode>("mode");
    QTest::addColumn<QColor>("corner");
    QTest::addColumn<QColor>("middle");
    const QColor photo(20, 40, 200);
    const QColor animal(200, 30, 20);
    QTest::newRow("original") << CanvasMode::Original << photo << photo;
    QTest::newRow("black") << CanvasMode::Black << QColor(Qt::black) << animal;
    QTest::newRow("white") << CanvasMode::White << QColor(Qt::white) << animal;
    QTest::newRow("garment") << CanvasMode::Garment << QColor(0x1f, 0x3a, 0x5f) << animal;
    QTest::newRow("alpha") << CanvasMode::Alpha << QColor(Qt::black) << QColor(Qt::white);
    QTest::newRow("wipe, right side") << CanvasMode::Wipe << photo << animal;
}

void tst_CanvasView::eachModeShowsWhatItSays()
{
    QFETCH(CanvasMode, mode);
    QFETCH(QColor, corner);
    QFETCH(QColor, middle);
    m_canvas->setMode(mode);
    m_canvas->setWipe(0.4);
    QCOMPARE(seenAt({0.05, 0.05}), corner);
    QCOMPARE(seenAt({0.6, 0.3}), middle);
}

void tst_CanvasView::withoutAMaskEveryModeShowsThePhoto()
{
    m_canvas->setPicture(squarePicture(400, MaskStage::None));
    for (int mode = 0; mode < 8; ++mode) {
        m_canvas->setMode(CanvasMode(mode));
        QCOMPARE(seenAt({0.05, 0.05}), QColor(20, 40, 200));
    }
}

void tst_CanvasView::theWipeSplitsAtItsDivider()
{
    m_canvas->setMode(CanvasMode::Wipe);
    m_canvas->setWipe(0.5);
    QCOMPARE(seenAt({0.4, 0.3}), QColor(20, 40, 200));
    QCOMPARE(seenAt({0.6, 0.3}), QColor(200, 30, 20));
    m_canvas->setWipe(0.3);
    QCOMPARE(seenAt({0.4, 0.3}), QColor(200, 30, 20));
}

void tst_CanvasView::theDividerMovesByMouseAndKeys()
{
    m_canvas->setMode(CanvasMode::Wipe);
    settle();
    const QRectF photo = m_canvas->photoRect();
    const QPoint divider = photo.center().toPoint();
    QTest::mousePress(m_canvas.get(), Qt::LeftButton, {}, divider);
    QTest::mouseMove(m_canvas.get(), divider + QPoint(qRound(photo.width() / 4), 0));
    QTest::mouseRelease(
        m_canvas.get(), Qt::LeftButton, {}, divider + QPoint(qRound(photo.width() / 4), 0));
    QVERIFY(qAbs(m_canvas->wipe() - 0.75) < 0.01);
    QTest::keyClick(m_canvas.get(), Qt::Key_Left);
    QVERIFY(m_canvas->wipe() < 0.74);
    QVERIFY(m_canvas->isFitted());
    for (int press = 0; press < 80; ++press)
        QTest::keyClick(m_canvas.get(), Qt::Key_Right, Qt::ShiftModifier);
    QCOMPARE(m_canvas->wipe(), 1.0);
}

void tst_CanvasView::fitsAtFirstAndWhenTheWindowGrows()
{
    QVERIFY(m_canvas->isFitted());
    QVERIFY(QRectF(m_canvas->rect()).contains(m_canvas->photoRect()));
    m_canvas->resize(500, 400);
    QTRY_VERIFY(QRectF(m_canvas->rect()).contains(m_canvas->photoRect()));
    QVERIFY(m_canvas->zoom() < 0.6);
    QVERIFY(m_canvas->isFitted());
}

void tst_CanvasView::theWheelZoomsAroundThePointer()
{
    m_canvas->zoomTo(2);
    const QPointF pointer(300, 200);
    const QRectF before = m_canvas->photoRect();
    const QPointF under = (pointer - before.topLeft()) / before.width();
    wheel(*m_canvas, pointer, 240);
    const QRectF after = m_canvas->photoRect();
    QCOMPARE(m_canvas->zoom(), 2 * 1.25 * 1.25);
    const QPointF moved = (pointer - after.topLeft()) / after.width() - under;
    QVERIFY(moved.manhattanLength() < 0.001);
    QVERIFY(!m_canvas->isFitted());
}

void tst_CanvasView::aBetterPictureKeepsZoomAndPlace()
{
    m_canvas->setMode(CanvasMode::Black);
    wheel(*m_canvas, {450, 350}, 600);
    const double zoom = m_canvas->zoom();
    const QRectF before = m_canvas->photoRect();
    m_canvas->replacePicture(squarePicture(800, MaskStage::Full));
    QCOMPARE(m_canvas->photoRect(), before);
    QCOMPARE(m_canvas->zoom(), zoom);
    QCOMPARE(seenAt({0.5, 0.5}), QColor(200, 30, 20));
    m_canvas->setPicture(squarePicture(400, MaskStage::Preview));
    QVERIFY(m_canvas->isFitted());
}

void tst_CanvasView::zTogglesFitAndFullSize()
{
    m_canvas->resize(400, 400);
    m_canvas->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_canvas.get()));
    QTest::keyClick(m_canvas.get(), Qt::Key_Z);
    QCOMPARE(m_canvas->zoom(), 1.0);
    QVERIFY(!m_canvas->isFitted());
    QTest::keyClick(m_canvas.get(), Qt::Key_Z);
    QVERIFY(m_canvas->isFitted());
    QTest::keyClick(m_canvas.get(), Qt::Key_Plus);
    QCOMPARE(m_canvas->zoom(), 0.5);
    QTest::mouseDClick(m_canvas.get(), Qt::LeftButton, {}, {200, 200});
    QVERIFY(m_canvas->isFitted());
    QTest::mouseDClick(m_canvas.get(), Qt::LeftButton, {}, {200, 200});
    QCOMPARE(m_canvas->zoom(), 1.0);
}

void tst_CanvasView::draggingMovesAndArrowsMoveWhenZoomed()
{
    wheel(*m_canvas, {450, 350}, 600);
    const QPointF before = m_canvas->photoRect().topLeft();
    QTest::mousePress(m_canvas.get(), Qt::LeftButton, {}, {400, 300});
    QTest::mouseMove(m_canvas.get(), {430, 320});
    QTest::mouseRelease(m_canvas.get(), Qt::LeftButton, {}, {430, 320});
    QCOMPARE(m_canvas->photoRect().topLeft() - before, QPointF(30, 20));
    QTest::keyClick(m_canvas.get(), Qt::Key_Right);
    QVERIFY(m_canvas->photoRect().left() < before.x() + 30);
}

void tst_CanvasView::anEmptyCanvasTakesEveryEvent()
{
    m_canvas->setPicture({});
    wheel(*m_canvas, {10, 10}, 120);
    QTest::mouseDClick(m_canvas.get(), Qt::LeftButton, {}, {200, 200});
    QTest::keyClick(m_canvas.get(), Qt::Key_Left);
    m_canvas->zoomIn();
    m_canvas->toggleFit();
    m_canvas->setMode(CanvasMode::Wipe);
    const QColor seen = m_canvas->grab().toImage().pixelColor(450, 350);
    QCOMPARE(seen, themeOf(m_canvas->palette()).canvas);
}

void tst_CanvasView::paintingIsQuick()
{
    m_canvas->resize(1440, 900);
    settle();
    QImage target(1440, 900, QImage::Format_RGB32);
    QBENCHMARK
    {
        m_canvas->render(&target);
    }
}

QTEST_MAIN(tst_CanvasView)
#include "tst_canvas_view.moc"
