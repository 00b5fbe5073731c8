// InspectorView's folding: the whole column, or a row of icons that open it over the canvas.
#include "ui/inspector_view.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QScrollBar>

namespace ui {
namespace {

constexpr int gapPx = 10;
constexpr int iconColumnPx = 48;
constexpr int iconPx = 20;

/// As wide as its sentences need at the user's font.
int columnWidth(const QFontMetrics &metrics)
{
    return qMax(316, metrics.averageCharWidth() * 42);
}

bool isEscape(const QEvent &keyEvent)
{
    return static_cast<const QKeyEvent &>(keyEvent).key() == Qt::Key_Escape;
}

} // namespace

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

void InspectorView::setFold(Fold fold)
{
    closePanel();
    m_fold = fold;
    const bool isOpen = fold == Fold::Open;
    if (isOpen)
        static_cast<QHBoxLayout *>(layout())->insertWidget(0, m_body);
    else
        m_panel->layout()->addWidget(m_body);
    m_body->show();
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

/// Escape is the panel's while it is open, before it is anybody's shortcut: what lies on top goes
/// first.
bool InspectorView::eventFilter(QObject *watched, QEvent *event)
{
    if (watched != window() || !m_panel->isVisible())
        return QWidget::eventFilter(watched, event);
    if (event->type() == QEvent::Resize)
        QMetaObject::invokeMethod(
            this, [this] { placePanel(); }, Qt::QueuedConnection);
    if (event->type() == QEvent::ShortcutOverride && isEscape(*event)) {
        event->accept(); // so that it comes as a key
        return true;
    }
    if (event->type() == QEvent::KeyPress && isEscape(*event)) {
        closePanel();
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace ui
