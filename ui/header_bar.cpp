#include "ui/header_bar.h"

#include "ui/icons.h"
#include "ui/key_button.h"
#include "ui/panel.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QUndoStack>

namespace ui {

namespace {

constexpr int logoPx = 22;

/// A button that does what an action does, and is enabled when it is.
KeyButton *buttonFor(QAction *action, const QString &text, QWidget *parent)
{
    auto *button = new KeyButton(text, {}, KeyButton::Role::Quiet, parent);
    const auto follow = [button, action] {
        button->setEnabled(action->isEnabled());
        const QString keys = action->shortcut().toString(QKeySequence::NativeText);
        button->setToolTip(action->text() % QLatin1String(" (") % keys % QLatin1Char(')'));
    };
    QObject::connect(action, &QAction::changed, button, follow);
    QObject::connect(button, &QPushButton::clicked, action, &QAction::trigger);
    follow();
    return button;
}

} // namespace

HeaderBar::HeaderBar(QUndoStack &undo, QWidget *parent)
    : QWidget(parent)
    , m_count(new QLabel(this))
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(12, 7, 12, 7);
    row->setSpacing(8);
    auto *logo = new QLabel(this);
    logo->setPixmap(applicationIcon().pixmap(QSize(logoPx, logoPx), devicePixelRatioF()));
    logo->setAccessibleName(QString());
    auto *title = new QLabel(tr("Pawtrait"), this);
    QFont bold = font();
    bold.setWeight(QFont::DemiBold);
    title->setFont(bold);
    m_count->setForegroundRole(QPalette::PlaceholderText);
    row->addWidget(logo);
    row->addWidget(title);
    row->addWidget(m_count);
    row->addStretch(1);

    auto *add =
        new KeyButton(tr("+ Add photos"), QKeySequence::Open, KeyButton::Role::Normal, this);
    add->setAccessibleName(tr("Add photos"));
    connect(add, &QPushButton::clicked, this, &HeaderBar::addWanted);
    row->addWidget(add);
    addUndoButtons(undo);

    auto *settings = new KeyButton(tr("Settings"), {}, KeyButton::Role::Quiet, this);
    settings->setToolTip(tr("Models, device and speed, appearance (Ctrl+,)"));
    connect(settings, &QPushButton::clicked, this, &HeaderBar::settingsWanted);
    row->addWidget(settings);
    row->addWidget(moreButton());
}

void HeaderBar::addUndoButtons(QUndoStack &undo)
{
    QAction *back = undo.createUndoAction(this, tr("Undo"));
    back->setShortcut(QKeySequence::Undo);
    QAction *forth = undo.createRedoAction(this, tr("Redo"));
    forth->setShortcuts(QKeySequence::Redo);
    for (QAction *action : {back, forth}) {
        addAction(action);
        layout()->addWidget(buttonFor(action, action == back ? tr("Undo") : tr("Redo"), this));
    }
}

QPushButton *HeaderBar::moreButton()
{
    auto *button = new KeyButton({}, {}, KeyButton::Role::Quiet, this);
    button->setIconName(QStringLiteral("menu"));
    button->setAccessibleName(tr("More"));
    button->setToolTip(tr("More"));
    QMenu *menu = moreMenu();
    connect(button, &QPushButton::clicked, menu, [button, menu] {
        const int left = button->width() - menu->sizeHint().width();
        menu->popup(button->mapToGlobal(QPoint(left, button->height())));
    });
    return button;
}

QMenu *HeaderBar::moreMenu()
{
    auto *menu = new QMenu(this);
    const auto offer = [this, menu](const QString &text, const QKeySequence &key, auto signal) {
        QAction *action = menu->addAction(text, key);
        addAction(action); // the key works while the menu is closed
        connect(action, &QAction::triggered, this, signal);
    };
    offer(tr("Settings…"), QKeySequence(Qt::CTRL | Qt::Key_Comma), &HeaderBar::settingsWanted);
    menu->addSeparator();
    offer(tr("Add a folder…"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_O),
        &HeaderBar::addFolderWanted);
    offer(tr("Paste a photo"), QKeySequence::Paste, &HeaderBar::pasteWanted);
    menu->addSeparator();
    offer(tr("Export all that are cut"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_E),
        &HeaderBar::exportAllWanted);
    offer(tr("Export folder…"), {}, &HeaderBar::exportFolderWanted);
    menu->addSeparator();
    offer(tr("Keyboard shortcuts"), QKeySequence::HelpContents, &HeaderBar::shortcutsWanted);
    return menu;
}

void HeaderBar::showCount(int photos)
{
    m_count->setVisible(photos > 0);
    m_count->setText(photos == 1 ? tr("1 photo") : tr("%1 photos").arg(photos));
}

void HeaderBar::paintEvent(QPaintEvent *)
{
    paintPanel(*this, Qt::BottomEdge);
}

} // namespace ui
