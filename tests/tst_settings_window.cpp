#include "support/fake_models.h"
#include "ui/device_wording.h"
#include "ui/ink_label.h"
#include "ui/model_card.h"
#include "ui/segment_button.h"
#include "ui/settings_window.h"

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QScrollArea>
#include <QSettings>
#include <QSignalSpy>
#include <QStackedWidget>
#include <QTemporaryDir>
#include <QtTest>

#include <atomic>

using core::Precision;
using Page = ui::SettingsWindow::Page;

class tst_SettingsWindow : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void onlyDevicesThatAreThereAreOffered();
    void withoutACardItSaysSo();
    void aCardThatWasTakenOutIsSaid();
    void whatTheEngineDoesNotObeyIsNotOffered();
    void precisionsAreThoseOfTheDevice();
    void precisionsThatTheModelDoesNotSuitAreNotOffered();
    void aSecondLookIsOfferedToModelsOfSmallPicturesAlone();
    void severalChangesMakeOneSignalAndAreRemembered();
    void aModelIsChosenAndRemembered();
    void keptMasksAreCountedAndCleared();
    void colours();
    void keysTurnThePagesAndEscCloses();
    void scrollingDoesNotChangeSettings();
    void everyControlHasAnAccessibleName();
    void nothingIsCutOff_data();
    void nothingIsCutOff();

private:
    void openWith(std::vector<ui::EngineDevice> devices);
    void openWithoutCard() { openWith({cpu()}); }
    static ui::EngineDevice cpu();
    static ui::EngineDevice card();
    template <typename Widget>
    Widget *named(const char *name) const
    {
        return m_window->findChild<Widget *>(QLatin1String(name));
    }
    void choose(const char *box, const QVariant &value);
    void useModel(const char *name);
    bool says(const QString &sentence) const;

    std::unique_ptr<QTemporaryDir> m_folder;
    FakeModels m_models;
    std::atomic<std::int64_t> m_kept = 340'000'000;
    ui::Settings m_settings;
    std::unique_ptr<ui::SettingsWindow> m_window;
};

ui::EngineDevice tst_SettingsWindow::cpu()
{
    return {"cpu", "CPU", {Precision::Float32, Precision::BFloat16, Precision::Int8}};
}

ui::EngineDevice tst_SettingsWindow::card()
{
    return {"cuda:0", "CUDA 0 (NVIDIA L4)", {Precision::Float32, Precision::Float16}};
}

void tst_SettingsWindow::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    QSettings::setDefaultFormat(QSettings::IniFormat);
    QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, m_folder->path());
    QCoreApplication::setOrganizationName(m_folder->path().section(QLatin1Char('/'), -1));
    m_settings = {};
}

void tst_SettingsWindow::cleanup()
{
    m_window.reset();
}

void tst_SettingsWindow::openWith(std::vector<ui::EngineDevice> devices)
{
    ui::EngineAccess engine;
    engine.models = m_models.store();
    engine.devices = [devices = std::move(devices)] { return devices; };
    engine.suits = [](const std::string &model, Precision precision) {
        return model == "base" || precision != Precision::Int8;
    };
    engine.cores = 4;
    engine.blends = [](const std::string &model) { return model == "lite"; };
    engine.knows = {.fineStages = true, .memoryAlert = true, .blending = true};
    engine.cacheBytes = [this] { return m_kept.load(); };
    engine.clearCache = [this] {
        m_kept = 0;
        return core::Result<>();
    };
    m_window = std::make_unique<ui::SettingsWindow>(engine, m_settings);
    m_window->show();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    m_window->showPage(Page::Device);
    QTRY_VERIFY(named<QComboBox>("device")->isEnabled());
}

void tst_SettingsWindow::choose(const char *box, const QVariant &value)
{
    auto *combo = named<QComboBox>(box);
    const int index = combo->findData(value);
    QVERIFY2(index >= 0, box);
    combo->setCurrentIndex(index);
}

void tst_SettingsWindow::useModel(const char *name)
{
    m_window->showPage(Page::Models);
    for (QPushButton *button : named<ui::ModelCard>(name)->findChildren<QPushButton *>())
        if (button->isVisible() && button->text() == QLatin1String("Use this model"))
            QTest::mouseClick(button, Qt::LeftButton);
}

bool tst_SettingsWindow::says(const QString &sentence) const
{
    for (const ui::InkLabel *label : m_window->findChildren<ui::InkLabel *>())
        if (label->isVisible() && label->text() == sentence)
            return true;
    return false;
}

void tst_SettingsWindow::onlyDevicesThatAreThereAreOffered()
{
    openWith({cpu(), card()});
    const auto *box = named<QComboBox>("device");
    QCOMPARE(box->count(), 3);
    QCOMPARE(box->itemText(0), QStringLiteral("Automatic: CUDA 0 (NVIDIA L4)"));
    QCOMPARE(box->itemText(1), QStringLiteral("Processor"));
    QCOMPARE(box->itemData(2), QVariant(QStringLiteral("cuda:0")));
    QVERIFY(says(QStringLiteral("1 NVIDIA card was found. It makes masks many times faster.")));
}

void tst_SettingsWindow::withoutACardItSaysSo()
{
    openWithoutCard();
    QCOMPARE(named<QComboBox>("device")->itemText(0), QStringLiteral("Automatic: processor"));
    QVERIFY(says(
        QStringLiteral("No NVIDIA card was found: masks are made on the processor.")));
}

void tst_SettingsWindow::aCardThatWasTakenOutIsSaid()
{
    m_settings.device = QStringLiteral("cuda:0");
    openWithoutCard();
    QVERIFY(says(QStringLiteral("CUDA:0 is not here any more: choose another.")));
}

void tst_SettingsWindow::whatTheEngineDoesNotObeyIsNotOffered()
{
    m_window = std::make_unique<ui::SettingsWindow>(ui::EngineAccess {}, m_settings);
    m_window->show();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    QVERIFY(named<QComboBox>("device")->isVisible()); // no models: the first page is this one
    for (const char *control : {"fineStages", "blending", "memoryAlert", "cache"})
        QVERIFY2(!named<QWidget>(control)->isVisible(), control);
}

void tst_SettingsWindow::precisionsAreThoseOfTheDevice()
{
    openWith({cpu(), card()});
    const auto *box = named<QComboBox>("precision");
    QVERIFY(box->findData(QStringLiteral("float16")) > 0); // automatic: the card
    QVERIFY(box->findData(QStringLiteral("bfloat16")) < 0);
    choose("precision", QStringLiteral("float16"));
    QVERIFY(says(ui::explanationOf(Precision::Float16)));
    choose("device", QStringLiteral("cpu"));
    QVERIFY(box->findData(QStringLiteral("float16")) < 0);
    QVERIFY(box->findData(QStringLiteral("bfloat16")) > 0);
    QCOMPARE(m_settings.precision, QStringLiteral("auto")); // the processor has no float16
    QVERIFY(says(ui::explanationOf({}) + QLatin1Char(' ') + ui::unsuitedText(Precision::Int8)));
}

void tst_SettingsWindow::precisionsThatTheModelDoesNotSuitAreNotOffered()
{
    m_models.put("base", ui::ModelOnDisk::Kind::Whole);
    m_settings.model = QStringLiteral("base");
    openWithoutCard();
    const auto *box = named<QComboBox>("precision");
    choose("precision", QStringLiteral("int8"));
    useModel("lite");
    QVERIFY(box->findData(QStringLiteral("int8")) < 0);
    QCOMPARE(ui::readSettings().precision, QStringLiteral("auto"));
    m_window->showPage(Page::Device);
    QVERIFY(says(ui::explanationOf({}) + QLatin1Char(' ') + ui::unsuitedText(Precision::Int8)));
    m_models.put("base", ui::ModelOnDisk::Kind::Nothing);
}

void tst_SettingsWindow::aSecondLookIsOfferedToModelsOfSmallPicturesAlone()
{
    m_models.put("base", ui::ModelOnDisk::Kind::Whole);
    openWithoutCard();
    const auto *box = named<QComboBox>("blending");
    QVERIFY(box->isEnabled());
    QCOMPARE(box->currentText(), QStringLiteral("Off"));
    choose("blending", QStringLiteral("exact"));
    QVERIFY(says(ui::secondLookText(core::Blending::Exact)));
    choose("blending", QStringLiteral("corrected"));
    QVERIFY(says(ui::secondLookText(core::Blending::ShiftCorrected)));
    QVERIFY(ui::readSettings().blending == core::Blending::ShiftCorrected);

    useModel("base");
    m_window->showPage(Page::Device);
    QVERIFY(!box->isEnabled());
    QCOMPARE(box->currentText(), QStringLiteral("Off"));
    QVERIFY(says(ui::noSecondLookText("base")));
    QCOMPARE(box->accessibleDescription(), ui::noSecondLookText("base"));

    useModel("lite"); // as it was left
    QVERIFY(box->isEnabled());
    QCOMPARE(box->currentText(), QStringLiteral("On"));
    QVERIFY(ui::readSettings().blending == core::Blending::ShiftCorrected);
    m_models.put("base", ui::ModelOnDisk::Kind::Nothing);
}

void tst_SettingsWindow::severalChangesMakeOneSignalAndAreRemembered()
{
    openWithoutCard();
    QSignalSpy chosen(m_window.get(), &ui::SettingsWindow::engineChosen);
    choose("device", QStringLiteral("cpu"));
    choose("precision", QStringLiteral("bfloat16"));
    choose("fineStages", int(core::FineStages::NearEdges));
    choose("threads", 2);
    named<QDoubleSpinBox>("memoryAlert")->setValue(12.5);
    named<QDoubleSpinBox>("cache")->setValue(0);
    QCOMPARE(chosen.count(), 0);
    QTRY_COMPARE(chosen.count(), 1);
    const auto settings = chosen.first().first().value<ui::Settings>();
    const ui::Settings remembered = ui::readSettings();
    for (const ui::Settings &one : {settings, remembered}) {
        QCOMPARE(one.device, QStringLiteral("cpu"));
        QCOMPARE(one.precision, QStringLiteral("bfloat16"));
        QCOMPARE(one.fineStages, core::FineStages::NearEdges);
        QCOMPARE(one.threads, 2);
        QCOMPARE(one.memoryAlertGigabytes, 12.5);
        QCOMPARE(one.cacheGigabytes, 0.0);
    }
}

void tst_SettingsWindow::aModelIsChosenAndRemembered()
{
    m_models.put("base", ui::ModelOnDisk::Kind::Whole);
    openWithoutCard();
    m_window->showPage(Page::Models);
    QSignalSpy chosen(m_window.get(), &ui::SettingsWindow::engineChosen);
    useModel("base");
    QTRY_COMPARE(chosen.count(), 1);
    QCOMPARE(ui::readSettings().model, QStringLiteral("base"));
    m_models.put("base", ui::ModelOnDisk::Kind::Nothing);
}

void tst_SettingsWindow::keptMasksAreCountedAndCleared()
{
    m_kept = 340'000'000;
    openWithoutCard();
    auto *clear = named<QPushButton>("clear");
    QTRY_COMPARE(named<QLabel>("kept")->text(), QStringLiteral("340 MB are kept"));
    QTest::mouseClick(clear, Qt::LeftButton);
    QTRY_COMPARE(named<QLabel>("kept")->text(), QStringLiteral("Nothing is kept"));
    QVERIFY(!clear->isEnabled());
}

void tst_SettingsWindow::colours()
{
    openWithoutCard();
    m_window->showPage(Page::Appearance);
    QSignalSpy chosen(m_window.get(), &ui::SettingsWindow::schemeChosen);
    for (ui::SegmentButton *button : m_window->findChildren<ui::SegmentButton *>())
        if (button->text() == QLatin1String("Light"))
            QTest::mouseClick(button, Qt::LeftButton);
    QCOMPARE(chosen.count(), 1);
    QCOMPARE(ui::readSettings().scheme, ui::ColourScheme::Light);
}

void tst_SettingsWindow::keysTurnThePagesAndEscCloses()
{
    openWithoutCard();
    const auto *pages = m_window->findChild<QStackedWidget *>();
    QTest::keyClick(m_window.get(), Qt::Key_PageDown, Qt::ControlModifier);
    QCOMPARE(pages->currentIndex(), int(Page::Appearance));
    QTest::keyClick(m_window.get(), Qt::Key_PageDown, Qt::ControlModifier);
    QCOMPARE(pages->currentIndex(), int(Page::Models));
    QTest::keyClick(m_window.get(), Qt::Key_PageUp, Qt::ControlModifier);
    QCOMPARE(pages->currentIndex(), int(Page::Appearance));
    QVERIFY(!m_window->isModal());
    QTest::keyClick(m_window.get(), Qt::Key_Escape);
    QVERIFY(!m_window->isVisible());
}

void tst_SettingsWindow::scrollingDoesNotChangeSettings()
{
    openWithoutCard();
    auto *threads = named<QComboBox>("threads");
    named<QComboBox>("device")->setFocus();
    const QPointF middle = QRectF(threads->rect()).center();
    QWheelEvent wheel(middle, threads->mapToGlobal(middle), {}, {0, -120}, Qt::NoButton,
        Qt::NoModifier, Qt::NoScrollPhase, false);
    QCoreApplication::sendEvent(threads, &wheel);
    QCOMPARE(threads->currentData().toInt(), 0);
}

void tst_SettingsWindow::everyControlHasAnAccessibleName()
{
    openWithoutCard();
    for (const Page page : {Page::Models, Page::Device, Page::Appearance}) {
        m_window->showPage(page);
        for (const QWidget *widget : m_window->findChildren<QWidget *>()) {
            const bool isControl = widget->focusPolicy() & Qt::TabFocus && widget->isVisible()
                && !qobject_cast<const QAbstractScrollArea *>(widget)
                && !qobject_cast<const QAbstractSpinBox *>(widget->parentWidget());
            QVERIFY2(!isControl || !widget->accessibleName().isEmpty(),
                widget->metaObject()->className());
        }
    }
}

void tst_SettingsWindow::nothingIsCutOff_data()
{
    QTest::addColumn<QSize>("size");
    QTest::addRow("as it opens") << QSize(760, 720);
    QTest::addRow("on a small screen") << QSize(700, 500);
    QTest::addRow("narrow") << QSize(480, 500);
}

void tst_SettingsWindow::nothingIsCutOff()
{
    QFETCH(const QSize, size);
    openWithoutCard();
    m_window->resize(size);
    for (const Page page : {Page::Models, Page::Device, Page::Appearance}) {
        m_window->showPage(page);
        QCoreApplication::processEvents();
        const auto *scroll =
            qobject_cast<QScrollArea *>(m_window->findChild<QStackedWidget *>()->currentWidget());
        QVERIFY2(scroll->widget()->width() <= scroll->viewport()->width(),
            qPrintable(QString::number(scroll->widget()->minimumSizeHint().width())));
        for (const QAbstractButton *tab : m_window->findChildren<ui::SegmentButton *>())
            if (tab->isVisible())
                QVERIFY(tab->mapTo(m_window.get(), tab->rect().bottomRight()).x() <= size.width());
    }
}

QTEST_MAIN(tst_SettingsWindow)
#include "tst_settings_window.moc"
