#include "ui/main_window.h"

#include "ui/adding.h"
#include "ui/canvas_view.h"
#include "ui/empty_view.h"
#include "ui/export_asking.h"
#include "ui/film_strip_view.h"
#include "ui/incoming.h"
#include "ui/inspector_view.h"
#include "ui/remembered_recipe.h"
#include "ui/shortcuts_overview.h"
#include "ui/status_view.h"
#include "ui/view_bar.h"

#include <QGridLayout>
#include <QScreen>
#include <QShortcut>
#include <QStackedWidget>

namespace ui {

namespace {

constexpr int inspectorFoldsBelowPx = 1100;
constexpr int stripMovesBelowPx = 800;
constexpr QSize firstSize(1440, 900);
constexpr QSize roomForTheFrame(16, 56); // title bar and border, which are not known yet

} // namespace

MainWindow::MainWindow(Session &session, const Settings &settings, EngineAccess engine)
    : m_session(session)
    , m_settings(settings)
    , m_engine(std::move(engine))
    , m_header(new HeaderBar(session.undoStack(), this))
    , m_strip(new FilmStripView(this))
    , m_stack(new QStackedWidget(this))
    , m_empty(new EmptyView)
    , m_work(new QWidget)
    , m_viewBar(new ViewBar)
    , m_canvas(new CanvasView)
    , m_inspector(new InspectorView(this))
    , m_status(new StatusView(this))
    , m_grid(new QGridLayout(this))
    , m_adding(new Adding(this, m_settings))
    , m_exporting(new ExportAsking(this, session, m_settings))
{
    setWindowTitle(tr("Pawtrait"));
    setAcceptDrops(true);
    setMinimumSize(480, 400);
    placeViews();
    connectSession();
    connectStrip();
    connectCanvas();
    connectInspector();
    connectHeader();
    addShortcuts();
    setMode(settings.mode);
    m_canvas->setGarment(settings.garment);
    m_viewBar->setGarment(settings.garment);
    m_inspector->setRecipe(rememberedRecipe(settings));
    resize(firstSize.boundedTo(screen()->availableSize() - roomForTheFrame));
    restoreGeometry(settings.windowGeometry);
    placeStrip();
    showCount();
}

MainWindow::~MainWindow() = default;

void MainWindow::placeViews()
{
    auto *column = new QVBoxLayout(m_work);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_viewBar);
    column->addWidget(m_canvas, 1);
    m_stack->addWidget(m_empty);
    m_stack->addWidget(m_work);
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setSpacing(0);
    m_grid->setColumnStretch(1, 1);
    m_grid->setRowStretch(1, 1);
    m_grid->addWidget(m_header, 0, 0, 1, 3);
    m_grid->addWidget(m_stack, 1, 1);
    m_grid->addWidget(m_inspector, 1, 2);
    m_grid->addWidget(m_status, 3, 0, 1, 3);
}

void MainWindow::placeStrip()
{
    const Room room = width() < stripMovesBelowPx ? Room::Little
        : width() < inspectorFoldsBelowPx         ? Room::Some
                                                  : Room::Plenty;
    if (std::exchange(m_room, room) == room)
        return;
    const bool isNarrow = room == Room::Little;
    m_strip->setShape(isNarrow ? FilmStripView::Shape::Row : FilmStripView::Shape::Column);
    if (isNarrow)
        m_grid->addWidget(m_strip, 2, 0, 1, 3);
    else
        m_grid->addWidget(m_strip, 1, 0);
    m_inspector->setFold(
        room == Room::Plenty ? InspectorView::Fold::Open : InspectorView::Fold::Icons);
}

void MainWindow::connectSession()
{
    const PhotoShelf *shelf = &m_session.shelf();
    const auto notice = [this](const QString &sentence) { m_status->showNotice(sentence); };
    connect(shelf, &PhotoShelf::added, m_strip, &FilmStripView::add);
    connect(shelf, &PhotoShelf::added, this, &MainWindow::showCount);
    connect(shelf, &PhotoShelf::changed, m_strip, &FilmStripView::change);
    connect(shelf, &PhotoShelf::progressed, m_strip, &FilmStripView::change);
    connect(shelf, &PhotoShelf::changed, this, &MainWindow::showEntry);
    connect(shelf, &PhotoShelf::removed, m_strip, &FilmStripView::remove);
    connect(shelf, &PhotoShelf::removed, this, &MainWindow::showCount);
    connect(&m_session, &Session::pictureReady, this, &MainWindow::showPicture);
    connect(&m_session, &Session::statusChanged, this,
        [this](const WorkStatus &status) { m_status->showWork(status, m_strip->count()); });
    connect(m_adding, &Adding::chosen, &m_session, &Session::add);
    connect(m_adding, &Adding::refused, this, notice);
    connect(m_exporting, &ExportAsking::refused, this, notice);
    connect(&m_session, &Session::added, this, [this](const AddOutcome &outcome) {
        m_status->showNotice(addedText(outcome));
        if (!m_strip->current() && !outcome.ids.empty())
            m_strip->setCurrent(outcome.ids.front());
    });
    connect(
        &m_session, &Session::exported, this, [this](PhotoId, const std::filesystem::path &file) {
            m_status->showNotice(exportedText(file), file);
        });
}

void MainWindow::connectStrip()
{
    connect(m_strip, &FilmStripView::currentChanged, this, &MainWindow::showSelected);
    connect(m_strip, &FilmStripView::retryWanted, &m_session, &Session::retry);
    connect(m_strip, &FilmStripView::cancelWanted, &m_session, &Session::cancel);
    connect(m_strip, &FilmStripView::removeWanted, &m_session, &Session::remove);
    connect(m_strip, &FilmStripView::showInFolderWanted, this, &showInFolder);
    connect(m_status, &StatusView::showInFolderWanted, this, &showInFolder);
    connect(m_status, &StatusView::cancelThisWanted, &m_session, &Session::cancelThis);
    connect(m_status, &StatusView::cancelWaitingWanted, &m_session, &Session::cancelWaiting);
    connect(m_status, &StatusView::cancelAllWanted, &m_session, &Session::cancelAll);
}

void MainWindow::connectCanvas()
{
    connect(m_empty, &EmptyView::chooseWanted, m_adding, &Adding::askForFiles);
    connect(m_empty, &EmptyView::pasteWanted, m_adding, &Adding::paste);
    connect(m_viewBar, &ViewBar::modeChosen, this, &MainWindow::setMode);
    connect(m_viewBar, &ViewBar::zoomClicked, m_canvas, &CanvasView::toggleFit);
    connect(m_viewBar, &ViewBar::garmentChosen, this, [this](const QColor &colour) {
        m_settings.garment = colour;
        m_canvas->setGarment(colour);
        m_viewBar->setGarment(colour);
        setMode(CanvasMode::Garment);
    });
    connect(m_canvas, &CanvasView::viewChanged, this, [this] {
        m_viewBar->setZoom(m_canvas->picture().isNull() ? 0 : m_canvas->zoom(),
            m_canvas->isFitted() ? ViewBar::Fit::Fitted : ViewBar::Fit::Free);
    });
}

void MainWindow::connectInspector()
{
    connect(m_inspector, &InspectorView::effectChosen, this, [this](const QString &effect) {
        m_session.chooseEffect(m_session.selected(), effect.toStdString());
    });
    // The button that was pressed goes away.
    const auto focusPhotos = [this] { m_strip->setFocus(); };
    for (const auto pressed : {&InspectorView::scaleUndone, &InspectorView::retryWanted})
        connect(m_inspector, pressed, this, focusPhotos);
    connect(m_inspector, &InspectorView::scaleWanted, this, focusPhotos);
    connect(m_inspector, &InspectorView::scaleWanted, this,
        [this](core::Size size) { m_session.acceptScale(m_session.selected(), size); });
    connect(m_inspector, &InspectorView::scaleUndone, this,
        [this] { m_session.keepOriginalSize(m_session.selected()); });
    connect(m_inspector, &InspectorView::retryWanted, this,
        [this] { m_session.retry(m_session.selected()); });
    connect(m_inspector, &InspectorView::recipeChanged, this,
        [this](const core::Recipe &recipe) { remember(recipe, m_settings); });
    connect(m_inspector, &InspectorView::exportWanted, m_exporting, &ExportAsking::exportSelected);
}

void MainWindow::connectHeader()
{
    connect(m_header, &HeaderBar::addWanted, m_adding, &Adding::askForFiles);
    connect(m_header, &HeaderBar::addFolderWanted, m_adding, &Adding::askForFolder);
    connect(m_header, &HeaderBar::pasteWanted, m_adding, &Adding::paste);
    connect(m_header, &HeaderBar::exportAllWanted, this,
        [this] { m_exporting->exportAll(m_inspector->recipe()); });
    connect(m_header, &HeaderBar::exportFolderWanted, m_exporting, &ExportAsking::askForFolder);
    connect(m_header, &HeaderBar::shortcutsWanted, this, [this] { showShortcuts(this); });
    connect(m_header, &HeaderBar::settingsWanted, this, &MainWindow::showSettings);
}

void MainWindow::addShortcuts()
{
    const auto onKey = [this](const QKeySequence &key, auto action) {
        connect(new QShortcut(key, this), &QShortcut::activated, this, action);
    };
    using Step = FilmStripView::Step;
    onKey(Qt::Key_J, [this] { m_strip->go(Step::Next); });
    onKey(Qt::Key_K, [this] { m_strip->go(Step::Previous); });
    onKey(Qt::Key_R, [this] { m_session.retry(m_session.selected()); });
    onKey(Qt::Key_Delete, [this] { m_session.remove(m_session.selected()); });
}

void MainWindow::showSelected(PhotoId id)
{
    m_session.select(id);
    if (const PhotoEntry *entry = m_session.entry(id)) {
        showEntry(*entry);
        return;
    }
    m_pictured = 0;
    m_canvas->setPicture({});
    m_canvas->setCaption({});
    showModel(m_model);
}

void MainWindow::showEntry(const PhotoEntry &entry)
{
    if (entry.id != m_session.selected())
        return;
    const bool isPictured = m_pictured == entry.id;
    if (entry.state == PhotoState::Failed && !isPictured) {
        m_canvas->setPicture({});
        m_canvas->setCaption({tr("No picture"), stateWords(entry).words});
    } else if (isPictured) {
        m_canvas->setCaption(captionWords(m_canvas->picture().stage, entry));
    } else if (m_canvas->picture().isNull()) {
        m_canvas->setCaption({}); // that was of the photo before
    }
    m_inspector->showPhoto(entry, isPictured ? m_canvas->picture() : Picture {});
}

void MainWindow::showPicture(PhotoId id, const Picture &picture)
{
    if (std::exchange(m_pictured, id) == id)
        m_canvas->replacePicture(picture);
    else
        m_canvas->setPicture(picture);
    if (const PhotoEntry *entry = m_session.entry(id))
        showEntry(*entry);
}

void MainWindow::showCount()
{
    const int photos = m_strip->count();
    m_header->showCount(photos);
    m_stack->setCurrentWidget(photos == 0 ? static_cast<QWidget *>(m_empty) : m_work);
    m_status->showWork(m_session.status(), photos);
}

void MainWindow::showModel(const ModelStatus &status)
{
    m_model = status;
    m_status->showModel(status);
    if (!m_session.entry(m_session.selected()))
        m_inspector->showReady(status.plan.device.empty()
                ? std::nullopt
                : std::optional<core::MaskRecord>(status.plan));
}

void MainWindow::setMode(CanvasMode mode)
{
    m_settings.mode = mode;
    m_canvas->setMode(mode);
    m_viewBar->setMode(mode);
}

} // namespace ui
