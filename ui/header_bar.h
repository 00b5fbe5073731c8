#pragma once

#include <QWidget>

class QLabel;
class QMenu;
class QPushButton;
class QUndoStack;

namespace ui {

/// The line at the top: what this is, how many photos, and what concerns the whole window.
class HeaderBar final : public QWidget
{
    Q_OBJECT

public:
    explicit HeaderBar(QUndoStack &undo, QWidget *parent = nullptr);

    void showCount(int photos);

Q_SIGNALS:
    void addWanted();
    void addFolderWanted();
    void pasteWanted();
    void exportAllWanted();
    void settingsWanted();
    void exportFolderWanted(); ///< somebody wants to choose another
    void shortcutsWanted();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void addUndoButtons(QUndoStack &undo);
    QPushButton *moreButton();
    QMenu *moreMenu();

    QLabel *m_count;
};

} // namespace ui
