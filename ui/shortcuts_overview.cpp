#include "ui/shortcuts_overview.h"

#include <QCoreApplication>
#include <QDialog>
#include <QDialogButtonBox>
#include <QGridLayout>
#include <QLabel>

#include <utility>
#include <vector>

namespace ui {

namespace {

struct ShortcutWords
{
    Q_DECLARE_TR_FUNCTIONS(ShortcutWords)
};

std::vector<std::pair<QString, QString>> rows()
{
    return {{QStringLiteral("Ctrl+O"), ShortcutWords::tr("Add photos")},
        {QStringLiteral("Ctrl+Shift+O"), ShortcutWords::tr("Add a folder")},
        {QStringLiteral("Ctrl+V"), ShortcutWords::tr("Paste a photo")},
        {QStringLiteral("1 – 8"),
            ShortcutWords::tr("Original, checker, black, white, shirt, alpha, overlay, wipe")},
        {QStringLiteral("Z"), ShortcutWords::tr("Fit or 100 %")},
        {QStringLiteral("+ / −"), ShortcutWords::tr("Zoom in or out")},
        {QStringLiteral("J / K"), ShortcutWords::tr("Next or previous photo")},
        {QStringLiteral("Ctrl+E"), ShortcutWords::tr("Export this photo")},
        {QStringLiteral("Ctrl+Shift+E"), ShortcutWords::tr("Export all that are cut")},
        {QStringLiteral("Ctrl+Z, Ctrl+Shift+Z"), ShortcutWords::tr("Undo, redo")},
        {QStringLiteral("Ctrl+,"), ShortcutWords::tr("Settings")},
        {QStringLiteral("R"), ShortcutWords::tr("Retry this photo")},
        {QStringLiteral("Del"), ShortcutWords::tr("Remove this photo from the list")},
        {QStringLiteral("Esc"), ShortcutWords::tr("Cancel what is running")},
        {QStringLiteral("F1"), ShortcutWords::tr("This page")}};
}

} // namespace

void showShortcuts(QWidget *parent)
{
    auto *dialog = new QDialog(parent);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(ShortcutWords::tr("Keyboard shortcuts"));
    auto *grid = new QGridLayout(dialog);
    grid->setContentsMargins(20, 16, 20, 16);
    grid->setHorizontalSpacing(24);
    grid->setVerticalSpacing(8);
    for (const auto &[keys, action] : rows()) {
        const int row = grid->rowCount();
        auto *label = new QLabel(keys, dialog);
        label->setForegroundRole(QPalette::PlaceholderText);
        grid->addWidget(label, row, 0);
        grid->addWidget(new QLabel(action, dialog), row, 1);
    }
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, dialog);
    QObject::connect(buttons, &QDialogButtonBox::rejected, dialog, &QDialog::reject);
    grid->addWidget(buttons, grid->rowCount(), 0, 1, 2);
    dialog->show();
}

} // namespace ui
