#include "ui/inspector_view.h"

#include "ui/icons.h"
#include "ui/theme.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QPainter>
#include <QShortcut>

namespace ui {
namespace {

constexpr int marginPx = 12;
constexpr int gapPx = 10;

bool isWithoutAnimal(const PhotoEntry &entry)
{
    return entry.error && entry.error->code == core::Error::Code::NoAnimal;
}

} // namespace

InspectorView::InspectorView(QWidget *parent)
    : QWidget(parent)
    , m_body(new QWidget(this))
    , m_scroll(new QScrollArea)
    , m_icons(new QWidget(this))
    , m_panel(new QFrame(this))
{
    auto *line = new QHBoxLayout(this);
    line->setContentsMargins(1, 0, 0, 0); // the line to the canvas
    line->setSpacing(0);
    auto *icons = new QVBoxLayout(m_icons);
    icons->setContentsMargins(6, marginPx, 6, marginPx);
    icons->setSpacing(6);
    addCards();
    connectCards();
    icons->addStretch();
    auto *panel = new QVBoxLayout(m_panel);
    panel->setContentsMargins(1, 1, 1, 1);
    m_panel->setObjectName(QStringLiteral("inspectorPanel"));
    m_panel->hide();
    m_scroll->setWidgetResizable(true);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->setFocusPolicy(Qt::NoFocus);
    m_scroll->viewport()->setAutoFillBackground(false);
    auto *body = new QVBoxLayout(m_body);
    body->setContentsMargins(0, 0, 0, 0);
    body->setSpacing(0);
    body->addWidget(m_scroll, 1);
    body->addWidget(m_export);
    line->addWidget(m_body);
    line->addWidget(m_icons);
    setAccessibleName(tr("Inspector"));
    setFold(Fold::Open);
    showReady({});
    dress();
}

InspectorView::~InspectorView() = default;

void InspectorView::addCards()
{
    m_ready = new Card(tr("Ready"));
    m_model = m_ready->addFact(tr("Model"));
    m_device = m_ready->addFact(tr("Device"));
    m_photo = new PhotoCard;
    m_mask = new MaskCard;
    m_effect = new EffectCard;
    m_print = new PrintCard;
    m_export = new ExportBar;
    auto *cards = new QWidget;
    auto *column = new QVBoxLayout(cards);
    column->setContentsMargins(marginPx, marginPx, marginPx, marginPx);
    column->setSpacing(gapPx);
    for (Card *card : std::initializer_list<Card *> {m_ready, m_photo, m_mask, m_effect, m_print})
        column->addWidget(card);
    column->addStretch(1);
    m_scroll->setWidget(cards);
    cards->setAutoFillBackground(false); // setWidget() turns it on
    addIcon(QStringLiteral("photo"), m_photo);
    addIcon(QStringLiteral("mask"), m_mask);
    addIcon(QStringLiteral("effect"), m_effect);
    addIcon(QStringLiteral("print"), m_print);
}

void InspectorView::connectCards()
{
    connect(m_photo, &PhotoCard::scaleWanted, this, &InspectorView::scaleWanted);
    connect(m_photo, &PhotoCard::scaleUndone, this, &InspectorView::scaleUndone);
    connect(m_photo, &PhotoCard::retryWanted, this, &InspectorView::retryWanted);
    connect(m_effect, &EffectCard::effectChosen, this, &InspectorView::effectChosen);
    connect(m_print, &PrintCard::recipeChanged, this, &InspectorView::recipeChanged);
    connect(m_print, &PrintCard::mistakeChanged, this, &InspectorView::refreshExport);
    connect(m_export, &ExportBar::exportClicked, this, &InspectorView::exportNow);
    auto *shortcut = new QShortcut(QKeySequence(Qt::CTRL | Qt::Key_E), this);
    connect(shortcut, &QShortcut::activated, this, &InspectorView::exportNow);
}

void InspectorView::showPhoto(const PhotoEntry &entry, const Picture &picture)
{
    m_entry = entry;
    m_ready->hide();
    m_photo->showPhoto(entry);
    m_mask->showPhoto(entry);
    m_effect->showPhoto(entry, picture);
    m_print->showPhoto(entry);
    const bool hasMask = picture.stage != MaskStage::None;
    m_photo->show();
    const bool isUsable = entry.state != PhotoState::Failed;
    m_mask->setVisible(isUsable || entry.mask.has_value() || isWithoutAnimal(entry));
    m_effect->setVisible(hasMask && isUsable);
    m_print->setVisible(isUsable);
    m_export->show();
    m_icons->setEnabled(true);
}

void InspectorView::showReady(const std::optional<core::MaskRecord> &plan)
{
    closePanel();
    for (Card *card : std::initializer_list<Card *> {m_photo, m_mask, m_effect, m_print})
        card->hide();
    Card::setFact(m_model, plan ? modelName(plan->model) : tr("Loading"));
    Card::setFact(
        m_device, plan ? QString::fromStdString(plan->device + ", " + plan->precision) : QString());
    m_entry = {};
    m_print->showPhoto({});
    m_export->hide();
    m_ready->show();
    m_icons->setEnabled(false);
}

void InspectorView::setRecipe(const core::Recipe &recipe)
{
    m_print->setRecipe(recipe);
}
core::Recipe InspectorView::recipe() const
{
    return m_print->recipe();
}

void InspectorView::exportNow()
{
    if (m_export->isVisibleTo(m_body) && m_export->canExport())
        Q_EMIT exportWanted(m_print->recipe());
}

void InspectorView::refreshExport()
{
    const QString obstacle = exportObstacle(m_entry);
    m_export->showState(obstacle.isEmpty() ? m_print->mistake() : obstacle, m_entry.exported);
}

void InspectorView::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        dress();
    if (event->type() == QEvent::FontChange)
        setFold(m_fold);
}

void InspectorView::dress()
{
    const Theme &theme = themeOf(palette());
    for (QToolButton *button : m_iconButtons)
        button->setIcon(tintedIcon(button->objectName(), theme.text));
    QPalette panel;
    panel.setColor(QPalette::Window, theme.panel);
    panel.setColor(QPalette::WindowText, theme.line);
    m_panel->setAutoFillBackground(true);
    m_panel->setFrameStyle(QFrame::Box);
    if (m_panel->palette().color(QPalette::Window) != theme.panel)
        m_panel->setPalette(panel);
}

void InspectorView::paintEvent(QPaintEvent *)
{
    const Theme &theme = themeOf(palette());
    QPainter painter(this);
    painter.fillRect(rect(), theme.panel);
    painter.fillRect(0, 0, 1, height(), theme.line);
}

} // namespace ui
