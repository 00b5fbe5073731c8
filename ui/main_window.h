#pragma once

#include "ui/engine_access.h"
#include "ui/header_bar.h"
#include "ui/session.h"
#include "ui/settings.h"
#include "ui/status_wording.h"

#include <QWidget>

class QGridLayout;
class QStackedWidget;

namespace ui {

class Adding;
class CanvasView;
class EmptyView;
class ExportAsking;
class FilmStripView;
class InspectorView;
class SettingsWindow;
class StatusView;
class ViewBar;

/// Places the views around a session and connects them; decides nothing.
class MainWindow final : public QWidget
{
    Q_OBJECT

public:
    /// `engine`: what the settings window offers.
    MainWindow(Session &session, const Settings &settings, EngineAccess engine = {});
    ~MainWindow() override;

    void showModel(const ModelStatus &status);
    /// The chosen model cannot be used: the one that works goes on, and is chosen again.
    void showModelKept(const std::string &chosen, const core::Error &error);

Q_SIGNALS:
    void schemeChosen(ui::ColourScheme scheme);
    /// The next masks are to be made by these.
    void engineChosen(const ui::Settings &settings);

protected:
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dragLeaveEvent(QDragLeaveEvent *event) override;
    void dropEvent(QDropEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void closeEvent(QCloseEvent *event) override;

private:
    void placeViews();
    void placeStrip();
    void connectSession();
    void connectStrip();
    void connectCanvas();
    void connectInspector();
    void connectHeader();
    void addShortcuts();

    void showSettings();
    void showSelected(PhotoId id);
    void showEntry(const PhotoEntry &entry);
    void showPicture(PhotoId id, const Picture &picture);
    void showCount();
    void setMode(CanvasMode mode);

    enum class Room { Unknown, Little, Some, Plenty };

    Session &m_session;
    Settings m_settings;
    EngineAccess m_engine;
    ModelStatus m_model;
    Room m_room = Room::Unknown;
    PhotoId m_pictured = 0; ///< whose picture the canvas shows
    HeaderBar *m_header;
    FilmStripView *m_strip;
    QStackedWidget *m_stack;
    EmptyView *m_empty;
    QWidget *m_work;
    ViewBar *m_viewBar;
    CanvasView *m_canvas;
    InspectorView *m_inspector;
    StatusView *m_status;
    QGridLayout *m_grid;
    Adding *m_adding;
    ExportAsking *m_exporting;
    SettingsWindow *m_settingsWindow = nullptr; ///< from its first use on
};

} // namespace ui
