#pragma once

#include "ui/engine_access.h"
#include "ui/settings.h"

#include <QDialog>

class QButtonGroup;
class QHBoxLayout;
class QStackedWidget;
class QTimer;

namespace ui {

class AppearancePage;
class DevicePage;
class ModelsPage;

/// The settings, beside the work: nothing waits for it to be closed, and every change counts at
/// once. Downloads go on while it is closed.
class SettingsWindow final : public QDialog
{
    Q_OBJECT

public:
    /// `settings` outlives it, is changed by it, and written at every change.
    SettingsWindow(const EngineAccess &engine, Settings &settings, QWidget *parent = nullptr);

    enum class Page { Models, Device, Appearance };
    void showPage(Page page);
    /// `chosen` could not be used; the settings name the model that goes on.
    void showModelKept(const std::string &chosen, const core::Error &error);

Q_SIGNALS:
    /// The next masks are to be made by these; several changes in a row make one signal.
    void engineChosen(const ui::Settings &settings);
    void schemeChosen(ui::ColourScheme scheme);
    /// A model's file is here and right.
    void modelArrived(const std::string &name);

protected:
    void showEvent(QShowEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    QHBoxLayout *tabs();
    void connectPages();
    void addPage(QWidget *page);
    void look();

    Settings &m_settings;
    ModelsPage *m_models;
    DevicePage *m_device;
    AppearancePage *m_appearance;
    QButtonGroup *m_tabs;
    QStackedWidget *m_pages;
    QTimer *m_engineChange;
};

} // namespace ui
