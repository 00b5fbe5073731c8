#pragma once

#include "ui/settings.h"

#include <QWidget>

class QLabel;
class QMenu;
class QUndoStack;

namespace ui {

/// The line at the top: what this is, how many photos, and what concerns the whole window.
class HeaderBar final : public QWidget
{
    Q_OBJECT

public:
    HeaderBar(const Settings &settings, QUndoStack &undo, QWidget *parent = nullptr);

    void showCount(int photos);

Q_SIGNALS:
    void addWanted();
    void addFolderWanted();
    void pasteWanted();
    void exportAllWanted();
    void schemeChosen(ui::ColourScheme scheme);
    void threadsChosen(int threads); ///< 0: all
    void exportFolderWanted(); ///< somebody wants to choose another
    void shortcutsWanted();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void addUndoButtons(QUndoStack &undo);
    QMenu *settingsMenu(const Settings &settings);
    QMenu *schemeMenu(ColourScheme current, QWidget *parent);
    QMenu *threadsMenu(int current, QWidget *parent);

    QLabel *m_count;
};

} // namespace ui
