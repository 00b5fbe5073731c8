#pragma once

#include "ui/settings.h"

#include <QObject>

#include <filesystem>
#include <vector>

class QMimeData;
class QWidget;

namespace ui {

/// The ways photos come in: dialogs, the clipboard, a drop.
class Adding final : public QObject
{
    Q_OBJECT

public:
    /// settings: the last folder is read from it and noted in it.
    Adding(QWidget *window, Settings &settings);

    void askForFiles();
    void askForFolder();
    void paste();
    /// False where there is nothing in it for us.
    bool take(const QMimeData &incoming);

Q_SIGNALS:
    void chosen(const std::vector<std::filesystem::path> &paths);
    void refused(const QString &sentence); ///< why nothing came in

private:
    QWidget *m_window;
    Settings &m_settings;
};

} // namespace ui
