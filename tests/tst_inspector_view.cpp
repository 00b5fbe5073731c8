#include "core/effects/effect.h"
#include "ui/inspector_view.h"

#include <QComboBox>
#include <QLineEdit>
#include <QPushButton>
#include <QShortcut>
#include <QSignalSpy>
#include <QTest>

using namespace ui;

namespace {

PhotoEntry photoOf(core::Size size, PhotoState state)
{
    PhotoEntry entry;
    entry.id = 1;
    entry.file = "/photos/rex.jpg";
    entry.state = state;
    entry.header = core::Header {.size = size};
    entry.verdict = core::judge(size, {});
    if (state == PhotoState::Cut)
        entry.animal = core::Frame {0, 0, {3000, 4000}};
    return entry;
}

Picture pictureOf(MaskStage stage)
{
    Picture picture;
    picture.photoSize = {400, 300};
    picture.cutoutSize = picture.photoSize;
    picture.original = QImage(400, 300, QImage::Format_RGB888);
    picture.original.fill(Qt::darkGreen);
    picture.stage = stage;
    if (stage == MaskStage::None)
        return picture;
    picture.cutout = QImage(400, 300, QImage::Format_RGBA8888);
    picture.cutout.fill(Qt::transparent);
    for (int y = 100; y < 200; ++y)
        for (int x = 100; x < 300; ++x)
            picture.cutout.setPixelColor(x, y, QColor(200, 120, 30));
    return picture;
}

} // namespace

class tst_InspectorView : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void exportIsLockedUntilTheFullMaskAndSaysWhy();
    void exportCarriesTheRecipe();
    void oneButtonScalesToWhatWasSuggested();
    void anAcceptedScaleCanBeUndone();
    void aFailedPhotoOffersToTryAgain();
    void typedSizesAreTakenOrRefused_data();
    void typedSizesAreTakenOrRefused();
    void aRecipeGivenIsShownWithoutAnEcho();
    void wrongNameTemplatesLockExport();
    void effectsShowThisPhotoAndCanBeChosen();
    void foldedItShowsACardAtAClick();
    void escapeClosesTheCardBeforeItDoesAnythingElse();

private:
    template <typename Widget>
    Widget *named(const char *name) const
    {
        return m_inspector->findChild<Widget *>(QLatin1String(name));
    }
    std::unique_ptr<QWidget> m_window;
    InspectorView *m_inspector = nullptr;
};

void tst_InspectorView::init()
{
    m_window = std::make_unique<QWidget>();
    m_inspector = new InspectorView(m_window.get());
    m_window->resize(900, 900);
    m_inspector->resize(m_inspector->width(), 900);
    m_window->show();
}

void tst_InspectorView::exportIsLockedUntilTheFullMaskAndSaysWhy()
{
    auto *button = named<QPushButton>("export");
    auto *obstacle = named<QLabel>("obstacle");
    QSignalSpy wanted(m_inspector, &InspectorView::exportWanted);
    m_inspector->showPhoto(
        photoOf({3000, 4000}, PhotoState::Preview), pictureOf(MaskStage::Preview));
    QVERIFY(!button->isEnabled());
    QVERIFY(obstacle->isVisible());
    QVERIFY(obstacle->text().contains(QStringLiteral("full mask")));
    m_inspector->exportNow();
    QVERIFY(wanted.isEmpty());
    m_inspector->showPhoto(photoOf({3000, 4000}, PhotoState::Cut), pictureOf(MaskStage::Full));
    QVERIFY(button->isEnabled());
    QVERIFY(!obstacle->isVisible());
    button->click();
    m_inspector->exportNow();
    QCOMPARE(wanted.size(), 2);
}

void tst_InspectorView::exportCarriesTheRecipe()
{
    m_inspector->showPhoto(photoOf({3000, 4000}, PhotoState::Cut), pictureOf(MaskStage::Full));
    std::optional<core::Recipe> taken;
    connect(m_inspector, &InspectorView::exportWanted, this,
        [&taken](const core::Recipe &recipe) { taken = recipe; });
    named<QComboBox>("size")->setEditText(QStringLiteral("20x30cm"));
    named<QComboBox>("dpi")->setEditText(QStringLiteral("240 DPI"));
    named<QComboBox>("trim")->setCurrentIndex(1);
    m_inspector->exportNow();
    QVERIFY(taken);
    QCOMPARE(taken->size, std::optional(core::PrintSize {200, 300}));
    QCOMPARE(taken->dotsPerInch, 240.0);
    QCOMPARE(taken->trim, core::Trim::Frame);
}

void tst_InspectorView::oneButtonScalesToWhatWasSuggested()
{
    const PhotoEntry entry = photoOf({6000, 8000}, PhotoState::Checked);
    core::Size taken;
    connect(m_inspector, &InspectorView::scaleWanted, this,
        [&taken](core::Size size) { taken = size; });
    m_inspector->showPhoto(entry, pictureOf(MaskStage::None));
    auto *button = named<QPushButton>("photoAction");
    QVERIFY(button->isVisible());
    button->click();
    QCOMPARE(taken, *entry.verdict->suggested);
}

void tst_InspectorView::anAcceptedScaleCanBeUndone()
{
    PhotoEntry entry = photoOf({6000, 8000}, PhotoState::Checked);
    entry.importSize = entry.verdict->suggested;
    m_inspector->showPhoto(entry, pictureOf(MaskStage::None));
    QSignalSpy undone(m_inspector, &InspectorView::scaleUndone);
    named<QPushButton>("photoAction")->click();
    QCOMPARE(undone.size(), 1);
    m_inspector->showPhoto(photoOf({3000, 4000}, PhotoState::Checked), {});
    QVERIFY(!named<QPushButton>("photoAction")->isVisible());
}

void tst_InspectorView::aFailedPhotoOffersToTryAgain()
{
    PhotoEntry entry = photoOf({3000, 4000}, PhotoState::Failed);
    entry.error = core::Error {core::Error::Code::FileDamaged, {}};
    m_inspector->showPhoto(entry, {});
    QSignalSpy retry(m_inspector, &InspectorView::retryWanted);
    named<QPushButton>("photoAction")->click();
    QCOMPARE(retry.size(), 1);
    QVERIFY(!named<QPushButton>("export")->isEnabled());
}

void tst_InspectorView::typedSizesAreTakenOrRefused_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("isSize");
    QTest::newRow("centimetres") << QStringLiteral("25x35cm") << true;
    QTest::newRow("inches") << QStringLiteral("12x16in") << true;
    QTest::newRow("with the multiplication sign") << QStringLiteral("25×35cm") << true;
    QTest::newRow("nothing") << QString() << false;
    QTest::newRow("no unit's size") << QStringLiteral("large") << false;
    QTest::newRow("half written") << QStringLiteral("12x") << false;
    QTest::newRow("no print") << QStringLiteral("0x0cm") << false;
}

void tst_InspectorView::typedSizesAreTakenOrRefused()
{
    QFETCH(QString, text);
    QFETCH(bool, isSize);
    m_inspector->showPhoto(photoOf({3000, 4000}, PhotoState::Cut), pictureOf(MaskStage::Full));
    QSignalSpy changed(m_inspector, &InspectorView::recipeChanged);
    named<QComboBox>("size")->setEditText(text);
    QCOMPARE(changed.size(), isSize ? 1 : 0);
    QCOMPARE(named<QPushButton>("export")->isEnabled(), isSize);
    QCOMPARE(named<QLabel>("obstacle")->isVisible(), !isSize);
}

void tst_InspectorView::aRecipeGivenIsShownWithoutAnEcho()
{
    QSignalSpy changed(m_inspector, &InspectorView::recipeChanged);
    core::Recipe recipe;
    recipe.size = core::PrintSize {210, 297};
    recipe.dotsPerInch = 200;
    recipe.trim = core::Trim::Frame;
    m_inspector->setRecipe(recipe);
    QVERIFY(changed.isEmpty());
    QVERIFY(named<QComboBox>("size")->currentText().startsWith(QStringLiteral("A4")));
    QCOMPARE(m_inspector->recipe().dotsPerInch, 200.0);
    QCOMPARE(named<QComboBox>("trim")->currentIndex(), 1);
}

void tst_InspectorView::wrongNameTemplatesLockExport()
{
    m_inspector->showPhoto(photoOf({3000, 4000}, PhotoState::Cut), pictureOf(MaskStage::Full));
    named<QLineEdit>("name")->setText(QStringLiteral("{nome}"));
    QVERIFY(!named<QPushButton>("export")->isEnabled());
    named<QLineEdit>("name")->setText(QStringLiteral("{name}-print"));
    QVERIFY(named<QPushButton>("export")->isEnabled());
    QCOMPARE(m_inspector->recipe().nameTemplate, "{name}-print");
}

void tst_InspectorView::effectsShowThisPhotoAndCanBeChosen()
{
    auto *card = m_inspector->findChild<EffectCard *>();
    QSignalSpy ready(card, &EffectCard::thumbnailsReady);
    m_inspector->showPhoto(photoOf({3000, 4000}, PhotoState::Cut), pictureOf(MaskStage::Full));
    QTRY_COMPARE(ready.size(), 1);
    const auto buttons = card->findChildren<EffectButton *>();
    QCOMPARE(buttons.size(), qsizetype(core::allEffects().size()));
    for (const EffectButton *button : buttons)
        QVERIFY(button->hasThumbnail());
    QVERIFY(buttons.first()->isChecked());
    QSignalSpy chosen(m_inspector, &InspectorView::effectChosen);
    buttons.last()->click();
    QCOMPARE(
        chosen.first().first().toString(), QString::fromStdString(core::allEffects().back().id));
    PhotoEntry other = photoOf({3000, 4000}, PhotoState::Cut);
    other.id = 2;
    m_inspector->showPhoto(other, pictureOf(MaskStage::None));
    QVERIFY2(!buttons.first()->hasThumbnail(), "they are of another photo");
}

void tst_InspectorView::foldedItShowsACardAtAClick()
{
    m_inspector->setFold(InspectorView::Fold::Icons);
    QVERIFY(m_inspector->width() < 60);
    m_inspector->showPhoto(photoOf({3000, 4000}, PhotoState::Cut), pictureOf(MaskStage::Full));
    auto *panel = m_window->findChild<QFrame *>(QStringLiteral("inspectorPanel"));
    QVERIFY(!panel->isVisible());
    named<QToolButton>("print")->click();
    QVERIFY(panel->isVisible());
    QVERIFY(m_window->findChild<QPushButton *>(QStringLiteral("export"))->isVisible());
    named<QToolButton>("print")->click();
    QVERIFY(!panel->isVisible());
    m_inspector->setFold(InspectorView::Fold::Open);
    QVERIFY(named<QPushButton>("export")->isVisible());
}

void tst_InspectorView::escapeClosesTheCardBeforeItDoesAnythingElse()
{
    QShortcut other(Qt::Key_Escape, m_window.get());
    QSignalSpy taken(&other, &QShortcut::activated);
    m_inspector->setFold(InspectorView::Fold::Icons);
    m_inspector->showPhoto(photoOf({3000, 4000}, PhotoState::Cut), pictureOf(MaskStage::Full));
    auto *panel = m_window->findChild<QFrame *>(QStringLiteral("inspectorPanel"));
    m_window->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    auto *icon = named<QToolButton>("print");
    auto *inside = m_window->findChild<QPushButton *>(QStringLiteral("export"));
    for (QWidget *focus : std::initializer_list<QWidget *> {icon, inside}) {
        icon->click();
        focus->setFocus();
        QTest::keyClick(focus, Qt::Key_Escape);
        QVERIFY(!panel->isVisible());
        QVERIFY(!icon->isChecked());
        QCOMPARE(taken.count(), 0);
    }
    QTest::keyClick(icon, Qt::Key_Escape);
    QCOMPARE(taken.count(), 1);
}

QTEST_MAIN(tst_InspectorView)
#include "tst_inspector_view.moc"
