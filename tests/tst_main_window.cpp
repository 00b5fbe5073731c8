#include "support/fake_segmenter.h"
#include "support/reader_trap.h"
#include "ui/canvas_view.h"
#include "ui/film_strip_view.h"
#include "ui/main_window.h"
#include "ui/status_view.h"
#include "ui/theme.h"

#include <QDropEvent>
#include <QImage>
#include <QLabel>
#include <QMimeData>
#include <QPushButton>
#include <QScreen>
#include <QSettings>
#include <QTemporaryDir>
#include <QtTest>

namespace fs = std::filesystem;

/// Workers give way to everything else on the machine.
constexpr int patienceMs = 30000;

class tst_MainWindow : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void aDropAddsPhotosAndShowsTheFirst();
    void aDropOfTextIsRefused();
    void aPhotoThatBreaksItsReaderCanBeTriedAgain();
    void theCaptionSaysWhenTheFullMaskFailed();
    void numberKeysChangeTheView();
    void jAndKWalkThroughThePhotos();
    void deleteRemovesThePhoto();
    void ctrlEExportsIntoTheKnownFolder();
    void theFirstWindowFitsTheScreen();
    void theKeyboardStaysWithThePhotosAfterRetry();
    void nothingIsCutOffInANarrowWindow_data();
    void nothingIsCutOffInANarrowWindow();
    void theStatusLineFollowsTheTheme();
    void everyControlHasAnAccessibleName();
    void closingRemembersTheView();

private:
    QString photo(const char *name);
    void drop(const QStringList &files);
    void dropTwo();

    std::unique_ptr<QTemporaryDir> m_folder;
    core::PhotoReaders m_readers {{PAWTRAIT_TRAPPED_READER}};
    std::shared_ptr<FakeSegmenter> m_segmenter;
    std::unique_ptr<ui::Session> m_session;
    std::unique_ptr<ui::MainWindow> m_window;
    ui::FilmStripView *m_strip = nullptr;
    ui::CanvasView *m_canvas = nullptr;
};

void tst_MainWindow::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    QSettings::setDefaultFormat(QSettings::IniFormat);
    QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, m_folder->path());
    QCoreApplication::setOrganizationName(m_folder->path().section(QLatin1Char('/'), -1));
    ui::Settings settings;
    settings.exportFolder = m_folder->filePath(QStringLiteral("out"));
    m_session = std::make_unique<ui::Session>(core::MegapixelLimits {}, m_readers);
    m_segmenter = std::make_shared<FakeSegmenter>();
    m_session->use(std::shared_ptr<core::Segmenter>(m_segmenter));
    m_window = std::make_unique<ui::MainWindow>(*m_session, settings);
    m_strip = m_window->findChild<ui::FilmStripView *>();
    m_canvas = m_window->findChild<ui::CanvasView *>();
    m_window->resize(1440, 900); // as drawn, whatever the screen
    m_window->show();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
}

void tst_MainWindow::cleanup()
{
    m_window.reset();
    m_session.reset();
}

QString tst_MainWindow::photo(const char *name)
{
    QImage image(120, 80, QImage::Format_RGB888);
    image.fill(Qt::darkGreen);
    const QString file = m_folder->filePath(QString::fromLatin1(name));
    image.save(file);
    return file;
}

void tst_MainWindow::drop(const QStringList &files)
{
    QMimeData data;
    QList<QUrl> urls;
    for (const QString &file : files)
        urls.append(QUrl::fromLocalFile(file));
    data.setUrls(urls);
    QDragEnterEvent enter({100, 100}, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(m_window.get(), &enter);
    QDropEvent event({100, 100}, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(m_window.get(), &event);
}

void tst_MainWindow::dropTwo()
{
    drop({photo("rex.png"), photo("tom.png")});
    QTRY_COMPARE_WITH_TIMEOUT(m_strip->count(), 2, patienceMs);
    QTRY_VERIFY_WITH_TIMEOUT(!m_canvas->picture().isNull(), patienceMs);
}

void tst_MainWindow::aDropAddsPhotosAndShowsTheFirst()
{
    dropTwo();
    QCOMPARE(m_strip->current(), 1);
    QTRY_COMPARE_WITH_TIMEOUT(m_canvas->picture().stage, ui::MaskStage::Full, patienceMs);
    QCOMPARE(m_canvas->picture().photoSize, (core::Size {120, 80}));
}

void tst_MainWindow::aDropOfTextIsRefused()
{
    QMimeData data;
    data.setText(QStringLiteral("no photo"));
    QDragEnterEvent event({100, 100}, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    event.ignore();
    QCoreApplication::sendEvent(m_window.get(), &event);
    QVERIFY(!event.isAccepted());
}

void tst_MainWindow::aPhotoThatBreaksItsReaderCanBeTriedAgain()
{
    const QString file = photo("rex.png");
    trap::set(file.toStdString(), "crash");
    drop({file, photo("tom.png")});
    auto *action = m_window->findChild<QPushButton *>(QStringLiteral("photoAction"));
    QTRY_VERIFY_WITH_TIMEOUT(action->isVisible(), patienceMs);
    QCOMPARE(action->text(), QStringLiteral("Try again"));
    QTRY_COMPARE_WITH_TIMEOUT(m_session->entry(2)->state, ui::PhotoState::Cut, patienceMs);
    QCOMPARE(m_session->entry(1)->state, ui::PhotoState::Failed);
    trap::remove(file.toStdString());
    action->click();
    QTRY_COMPARE_WITH_TIMEOUT(m_canvas->picture().stage, ui::MaskStage::Full, patienceMs);
}

void tst_MainWindow::theCaptionSaysWhenTheFullMaskFailed()
{
    m_segmenter->close(core::Detail::Full);
    drop({photo("rex.png")});
    QTRY_COMPARE_WITH_TIMEOUT(m_canvas->picture().stage, ui::MaskStage::Preview, patienceMs);
    QCOMPARE(m_canvas->caption().rest, QStringLiteral("the full mask is on its way"));
    m_segmenter->failWith(core::Error {core::Error::Code::OutOfMemory, {}});
    m_segmenter->open(core::Detail::Full);
    QTRY_COMPARE_WITH_TIMEOUT(m_session->entry(1)->state, ui::PhotoState::Failed, patienceMs);
    QCOMPARE(m_canvas->picture().stage, ui::MaskStage::Preview);
    QCOMPARE(m_canvas->caption().bold, QStringLiteral("Preview mask"));
    QCOMPARE(m_canvas->caption().rest, QStringLiteral("the full mask could not be made"));
    m_segmenter->failWith({});
    m_session->retry(1);
    QTRY_COMPARE_WITH_TIMEOUT(m_canvas->caption().bold, QStringLiteral("Full mask"), patienceMs);
}

void tst_MainWindow::numberKeysChangeTheView()
{
    dropTwo();
    QTest::keyClick(m_window.get(), Qt::Key_3);
    QTRY_COMPARE_WITH_TIMEOUT(m_canvas->mode(), ui::CanvasMode::Black, patienceMs);
    QTest::keyClick(m_window.get(), Qt::Key_8);
    QTRY_COMPARE_WITH_TIMEOUT(m_canvas->mode(), ui::CanvasMode::Wipe, patienceMs);
}

void tst_MainWindow::jAndKWalkThroughThePhotos()
{
    dropTwo();
    QTest::keyClick(m_window.get(), Qt::Key_J);
    QCOMPARE(m_strip->current(), 2);
    QCOMPARE(m_session->selected(), 2);
    QTest::keyClick(m_window.get(), Qt::Key_J); // the last one stays
    QCOMPARE(m_strip->current(), 2);
    QTest::keyClick(m_window.get(), Qt::Key_K);
    QCOMPARE(m_session->selected(), 1);
}

void tst_MainWindow::deleteRemovesThePhoto()
{
    dropTwo();
    QTest::keyClick(m_window.get(), Qt::Key_Delete);
    QCOMPARE(m_strip->count(), 1);
    QCOMPARE(m_session->selected(), 2); // the one beside it
    QTest::keyClick(m_window.get(), Qt::Key_Delete);
    QCOMPARE(m_strip->count(), 0);
    QCOMPARE(m_session->selected(), 0);
    QVERIFY(m_canvas->picture().isNull());
}

void tst_MainWindow::ctrlEExportsIntoTheKnownFolder()
{
    dropTwo();
    QTRY_COMPARE_WITH_TIMEOUT(m_session->entry(1)->state, ui::PhotoState::Cut, patienceMs);
    QTest::keyClick(m_window.get(), Qt::Key_E, Qt::ControlModifier);
    QTRY_COMPARE_WITH_TIMEOUT(m_session->entry(1)->state, ui::PhotoState::Exported, patienceMs);
    QVERIFY(fs::exists(m_session->entry(1)->exported));
}

void tst_MainWindow::theFirstWindowFitsTheScreen()
{
    const ui::MainWindow fresh(*m_session, {});
    const QSize room = fresh.screen()->availableSize() - QSize(4, 30); // a title bar and borders
    QVERIFY2(fresh.width() <= room.width() && fresh.height() <= room.height(),
        qPrintable(QStringLiteral("%1 x %2").arg(fresh.width()).arg(fresh.height())));
}

void tst_MainWindow::theKeyboardStaysWithThePhotosAfterRetry()
{
    const QString file = m_folder->filePath(QStringLiteral("notes.jpg"));
    QFile notes(file);
    QVERIFY(notes.open(QIODevice::WriteOnly));
    notes.write("Dear customer");
    notes.close();
    drop({file});
    QTRY_COMPARE_WITH_TIMEOUT(m_strip->count(), 1, patienceMs);
    auto *again = m_window->findChild<QAbstractButton *>(QStringLiteral("photoAction"));
    QVERIFY(again);
    QTRY_VERIFY_WITH_TIMEOUT(again->isVisible(), patienceMs);
    again->setFocus();
    QTest::keyClick(again, Qt::Key_Space);
    QVERIFY(m_strip->isAncestorOf(QApplication::focusWidget()));
    QTRY_VERIFY_WITH_TIMEOUT(again->isVisible(), patienceMs);
    QVERIFY(m_strip->isAncestorOf(QApplication::focusWidget()));
}

void tst_MainWindow::nothingIsCutOffInANarrowWindow_data()
{
    QTest::addColumn<QSize>("size");
    QTest::addRow("as drawn") << QSize(1440, 900);
    QTest::addRow("inspector folded") << QSize(1000, 700);
    QTest::addRow("strip under the canvas") << QSize(760, 700);
}

void tst_MainWindow::nothingIsCutOffInANarrowWindow()
{
    QFETCH(const QSize, size);
    dropTwo();
    m_window->resize(size);
    QTRY_COMPARE_WITH_TIMEOUT(m_window->size(), size, patienceMs);
    for (const QWidget *view :
        m_window->findChildren<QWidget *>(QString(), Qt::FindDirectChildrenOnly)) {
        if (view->isVisible() && !view->isWindow())
            QVERIFY2(m_window->rect().contains(view->geometry()), view->metaObject()->className());
    }
    QVERIFY(m_canvas->width() > 300);
}

void tst_MainWindow::theStatusLineFollowsTheTheme()
{
    ui::applyTheme(*qApp, ui::ColourScheme::Light);
    m_window->showModel({}); // loading
    m_window->showModel({.state = core::LocalSegmenter::State::Ready});
    for (const auto scheme : {ui::ColourScheme::Dark, ui::ColourScheme::Light}) {
        ui::applyTheme(*qApp, scheme);
        const ui::Theme &theme =
            scheme == ui::ColourScheme::Dark ? ui::darkTheme() : ui::lightTheme();
        const auto labels = m_window->findChild<ui::StatusView *>()->findChildren<QLabel *>();
        const auto ready = std::ranges::find_if(
            labels, [](const QLabel *label) { return label->text() == QStringLiteral("● ready"); });
        QVERIFY(ready != labels.end());
        QCOMPARE((*ready)->palette().color(QPalette::WindowText), theme.good);
    }
}

void tst_MainWindow::everyControlHasAnAccessibleName()
{
    dropTwo();
    for (const QAbstractButton *button : m_window->findChildren<QAbstractButton *>()) {
        const bool isNamed = !button->accessibleName().isEmpty() || !button->text().isEmpty();
        QVERIFY2(isNamed || !button->isVisible(), qPrintable(button->objectName()));
    }
}

void tst_MainWindow::closingRemembersTheView()
{
    dropTwo();
    QTRY_VERIFY_WITH_TIMEOUT(!m_session->isWorking(), patienceMs); // else it would ask
    QTest::keyClick(m_window.get(), Qt::Key_4);
    m_window->close();
    QCOMPARE(ui::readSettings().mode, ui::CanvasMode::White);
    QVERIFY(!ui::readSettings().windowGeometry.isEmpty());
}

QTEST_MAIN(tst_MainWindow)
#include "tst_main_window.moc"
