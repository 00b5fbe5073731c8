#pragma once

#include "ui/session.h"
#include "ui/settings.h"

class QWidget;

namespace ui {

/// From "Export" to an order: asks for the folder once, and says why where nothing can be exported.
class ExportAsking final : public QObject
{
    Q_OBJECT

public:
    /// settings: the folder is read from it and noted in it.
    ExportAsking(QWidget *window, Session &session, Settings &settings);

    void exportSelected(const core::Recipe &recipe);
    void exportAll(const core::Recipe &recipe);
    void askForFolder();

Q_SIGNALS:
    void refused(const QString &sentence);

private:
    bool hasFolder();
    ExportOrder orderOf(const core::Recipe &recipe) const;

    QWidget *m_window;
    Session &m_session;
    Settings &m_settings;
};

} // namespace ui
