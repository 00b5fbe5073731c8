#include "ui/main_window.h"
#include "ui/settings_window.h"
#include "ui/status_view.h"
#include "ui/wording.h"

namespace ui {

void MainWindow::showSettings()
{
    if (!m_settingsWindow) {
        m_settingsWindow = new SettingsWindow(m_engine, m_settings, this);
        connect(m_settingsWindow, &SettingsWindow::engineChosen, this, &MainWindow::engineChosen);
        connect(m_settingsWindow, &SettingsWindow::schemeChosen, this, &MainWindow::schemeChosen);
        connect(m_settingsWindow, &SettingsWindow::modelArrived, this,
            [this](const std::string &name) {
                m_status->showNotice(tr("%1 is here and can be used.").arg(modelName(name)));
            });
    }
    m_settingsWindow->show();
    m_settingsWindow->raise();
    m_settingsWindow->activateWindow();
}

void MainWindow::showModelKept(const std::string &chosen, const core::Error &error)
{
    const std::string &works = m_model.plan.model;
    m_status->showNotice(keptText(chosen, error, works));
    m_settings.model = QString::fromStdString(works);
    writeSettings(m_settings);
    if (m_settingsWindow)
        m_settingsWindow->showModelKept(chosen, error);
}

} // namespace ui
