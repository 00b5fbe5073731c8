#include "ui/inspector_view.h"

#include "ui/icons.h"
#include "ui/theme.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QPainter>
#include <QScrollBar>
#include <QSignalBlocker>

namespace ui {
namespace {

constexpr int marginPx = 12;
constexpr int gapPx = 10;
constexpr int iconColumnPx = 48;
constexpr int iconPx = 20;

/// As wide as its sentences need at the user's font.
int columnWidth(const QFontMetrics &metrics)
{
    return qMax(316, metrics.averageCharWidth() * 42);
}

} // namespace

InspectorView::InspectorView(QWidget *parent)
    : QWidget(parent)
    , m_scroll(new QScrollArea(this))
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
    icons->addStretch();
    auto *panel = new QVBoxLayout(m_panel);
    panel->setContentsMargins(1, 1, 1, 1);
    m_panel->setObjectName(QStringLiteral("inspectorPanel"));
    m_panel->installEventFilter(this);
    m_panel->hide();
    m_scroll->setWidgetResizable(true);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->setFocusPolicy(Qt::NoFocus);
    m_scroll->viewport()->setAutoFillBackground(false);
    line->addWidget(m_scroll);
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
    connect(m_photo, &PhotoCard::scaleWanted, this, &InspectorView::scaleWanted);
    connect(m_photo, &PhotoCard::scaleUndone, this, &InspectorView::scaleUndone);
    connect(m_photo, &PhotoCard::retryWanted, this, &InspectorView::retryWanted);
    connect(m_effect, &EffectCard::effectChosen, this, &InspectorView::effectChosen);
    connect(m_print, &PrintCard::recipeChanged, this, &InspectorView::recipeChanged);
    connect(m_print, &PrintCard::exportWanted, this, &InspectorView::exportWanted);
}

void InspectorView::addIcon(const QString &icon, Card *card)
{
    auto *button = new QToolButton(m_icons);
    button->setObjectName(icon);
    button->setAutoRaise(true);
    button->setCheckable(true);
    button->setIconSize({iconPx, iconPx});
    button->setFixedSize(36, 36);
    button->setToolTip(card->accessibleName());
    button->setAccessibleName(card->accessibleName());
    m_icons->layout()->addWidget(button);
    m_iconButtons.push_back(button);
    connect(button, &QToolButton::clicked, this, [this, button, card] {
        for (QToolButton *other : m_iconButtons)
            if (other != button)
                other->setChecked(false);
        if (button->isChecked())
            openBeside(card);
        else
            closePanel();
    });
}

void InspectorView::showPhoto(const PhotoEntry &entry, const Picture &picture)
{
    m_ready->hide();
    m_photo->showPhoto(entry);
    m_mask->showPhoto(entry);
    m_effect->showPhoto(entry, picture);
    m_print->showPhoto(entry);
    const bool hasMask = picture.stage != MaskStage::None;
    m_photo->show();
    m_mask->setVisible(entry.state != PhotoState::Failed || entry.mask.has_value());
    m_effect->setVisible(hasMask);
    m_print->show();
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
    m_print->showPhoto({});
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
    m_print->exportNow();
}

void InspectorView::setFold(Fold fold)
{
    closePanel();
    m_fold = fold;
    const bool isOpen = fold == Fold::Open;
    if (isOpen)
        static_cast<QHBoxLayout *>(layout())->insertWidget(0, m_scroll);
    else
        m_panel->layout()->addWidget(m_scroll);
    m_scroll->show();
    m_icons->setVisible(!isOpen);
    setFixedWidth(isOpen ? columnWidth(fontMetrics()) : iconColumnPx);
}

void InspectorView::openBeside(Card *card)
{
    if (m_panel->parentWidget() != window()) {
        m_panel->setParent(window());
        window()->installEventFilter(this);
    }
    placePanel();
    m_panel->show();
    m_panel->raise();
    m_scroll->widget()->layout()->activate();
    m_scroll->verticalScrollBar()->setValue(card->y() - gapPx);
}

void InspectorView::placePanel()
{
    const int width = qMin(columnWidth(fontMetrics()), window()->width() - iconColumnPx - 8);
    const QPoint corner = mapTo(window(), QPoint(0, 0));
    m_panel->setGeometry(corner.x() - width, corner.y(), width, height());
}

void InspectorView::closePanel()
{
    m_panel->hide();
    for (QToolButton *button : m_iconButtons)
        button->setChecked(false);
}

bool InspectorView::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == window() && event->type() == QEvent::Resize && m_panel->isVisible())
        QMetaObject::invokeMethod(
            this, [this] { placePanel(); }, Qt::QueuedConnection);
    if (watched == m_panel && event->type() == QEvent::KeyPress
        && static_cast<QKeyEvent *>(event)->key() == Qt::Key_Escape) {
        closePanel();
        return true;
    }
    return QWidget::eventFilter(watched, event);
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
