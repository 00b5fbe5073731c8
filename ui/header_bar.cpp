#include "ui/header_bar.h"

#include "ui/icons.h"
#include "ui/key_button.h"
#include "ui/panel.h"

#include <QActionGroup>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QUndoStack>

#include <thread>

namespace ui {

namespace {

constexpr int logoPx = 22;

template <typename Chosen>
QMenu *choices(const QString &title, const std::vector<std::pair<QString, int>> &offered,
    int current, QWidget *parent, Chosen chosen)
{
    auto *menu = new QMenu(title, parent);
    auto *group = new QActionGroup(menu);
    for (const auto &[name, value] : offered) {
        QAction *action = group->addAction(menu->addAction(name));
        action->setCheckable(true);
        action->setChecked(value == current);
        QObject::connect(
            action, &QAction::triggered, menu, [chosen, value = value] { chosen(value); });
    }
    return menu;
}

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

HeaderBar::HeaderBar(const Settings &settings, QUndoStack &undo, QWidget *parent)
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

    auto *more = new KeyButton(tr("Settings"), {}, KeyButton::Role::Quiet, this);
    QMenu *menu = settingsMenu(settings);
    connect(more, &QPushButton::clicked, menu, [more, menu] {
        const int left = more->width() - menu->sizeHint().width();
        menu->popup(more->mapToGlobal(QPoint(left, more->height())));
    });
    row->addWidget(more);
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

QMenu *HeaderBar::settingsMenu(const Settings &settings)
{
    auto *menu = new QMenu(this);
    const auto offer = [this, menu](const QString &text, const QKeySequence &key, auto signal) {
        QAction *action = menu->addAction(text, key);
        addAction(action); // the key works while the menu is closed
        connect(action, &QAction::triggered, this, signal);
    };
    offer(tr("Add a folder…"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_O),
        &HeaderBar::addFolderWanted);
    offer(tr("Paste a photo"), QKeySequence::Paste, &HeaderBar::pasteWanted);
    offer(tr("Export all that are cut"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_E),
        &HeaderBar::exportAllWanted);
    menu->addSeparator();
    menu->addMenu(schemeMenu(settings.scheme, menu));
    menu->addMenu(threadsMenu(settings.threads, menu));
    offer(tr("Export folder…"), {}, &HeaderBar::exportFolderWanted);
    menu->addSeparator();
    offer(tr("Keyboard shortcuts"), QKeySequence::HelpContents, &HeaderBar::shortcutsWanted);
    return menu;
}

QMenu *HeaderBar::schemeMenu(ColourScheme current, QWidget *parent)
{
    return choices(tr("Colours"),
        {{tr("As the system"), int(ColourScheme::System)}, {tr("Dark"), int(ColourScheme::Dark)},
            {tr("Light"), int(ColourScheme::Light)}},
        int(current), parent,
        [this](int scheme) { Q_EMIT schemeChosen(static_cast<ColourScheme>(scheme)); });
}

QMenu *HeaderBar::threadsMenu(int current, QWidget *parent)
{
    std::vector<std::pair<QString, int>> offered {{tr("All cores"), 0}};
    const int cores = static_cast<int>(std::thread::hardware_concurrency());
    for (int threads = 1; threads < cores; threads *= 2)
        offered.emplace_back(
            threads == 1 ? tr("1 thread") : tr("%1 threads").arg(threads), threads);
    return choices(tr("Processor (from the next start)"), offered, current, parent,
        [this](int threads) { Q_EMIT threadsChosen(threads); });
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
