#include "ui/view_bar.h"

#include <QSignalSpy>
#include <QTest>

using namespace ui;

class tst_ViewBar : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void keysAndClicksChoose();
    void theMouseTakesTheFocusAlongButDoesNotBringIt();
    void settingDoesNotEcho();
    void narrowItBecomesAMenu();
    void zoomIsShownInPercent();
};

void tst_ViewBar::keysAndClicksChoose()
{
    QWidget window;
    ViewBar bar(&window);
    window.resize(1000, 100);
    bar.resize(1000, 42);
    window.show();
    window.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&window));
    QSignalSpy chosen(&bar, &ViewBar::modeChosen);
    for (int index = 0; index < 8; ++index)
        QTest::keyClick(&window, Qt::Key(Qt::Key_1 + index));
    QCOMPARE(chosen.size(), 8);
    QCOMPARE(chosen.at(6).first().value<CanvasMode>(), CanvasMode::Overlay);
    bar.findChild<SegmentButton *>(QStringLiteral("view3"))->click();
    QCOMPARE(chosen.last().first().value<CanvasMode>(), CanvasMode::Black);
}

void tst_ViewBar::theMouseTakesTheFocusAlongButDoesNotBringIt()
{
    QWidget window;
    ViewBar bar(&window);
    window.resize(1000, 100);
    bar.resize(1000, 42);
    window.show();
    window.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&window));
    auto *first = bar.findChild<SegmentButton *>(QStringLiteral("view1"));
    auto *third = bar.findChild<SegmentButton *>(QStringLiteral("view3"));
    window.setFocus();
    QTest::mouseClick(third, Qt::LeftButton);
    QVERIFY(!third->hasFocus());
    first->setFocus();
    QTest::mouseClick(third, Qt::LeftButton);
    QVERIFY(third->hasFocus());
}

void tst_ViewBar::settingDoesNotEcho()
{
    ViewBar bar;
    QSignalSpy chosen(&bar, &ViewBar::modeChosen);
    QSignalSpy coloured(&bar, &ViewBar::garmentChosen);
    bar.setMode(CanvasMode::Wipe);
    bar.setGarment(Qt::red);
    QVERIFY(bar.findChild<SegmentButton *>(QStringLiteral("view8"))->isChecked());
    QVERIFY(chosen.isEmpty());
    QVERIFY(coloured.isEmpty());
}

void tst_ViewBar::narrowItBecomesAMenu()
{
    ViewBar bar;
    bar.resize(1200, 42);
    bar.show();
    auto *segment = bar.findChild<SegmentButton *>(QStringLiteral("view1"));
    QVERIFY(segment->isVisible());
    bar.resize(320, 42);
    QVERIFY(!segment->isVisible());
    QVERIFY(bar.minimumSizeHint().width() <= 320);
    bar.resize(1200, 42);
    QVERIFY(segment->isVisible());
}

void tst_ViewBar::zoomIsShownInPercent()
{
    ViewBar bar;
    bar.show();
    bar.setZoom(0.344, ViewBar::Fit::Fitted);
    QStringList texts;
    for (const QToolButton *button : bar.findChildren<QToolButton *>())
        texts << button->text();
    QVERIFY(texts.contains(QStringLiteral("Fit · 34 %")));
}

QTEST_MAIN(tst_ViewBar)
#include "tst_view_bar.moc"
